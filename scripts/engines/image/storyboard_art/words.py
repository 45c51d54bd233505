"""What a prompt asks to see: key words in English, Spanish and Catalan.

A word ending in * matches every word that begins so; others match with a plural s or es.
"""

from __future__ import annotations

import re
import unicodedata

WORDS = {
    # place
    "sea": "sea ocean* mar mares oceà wave onda ola olas onades coast* costa litoral shore "
    "beach playa platja tide marea bay bahia badia marin* maritim* island* isla illa",
    "beach": "beach* playa* platja platges shore sand* arena sorra",
    "coast": "coast* costa* litoral cliff* acantilad* penya-segat bay bahia badia headland cape",
    "tropic": "tropic* palm palms palmera* palmeres coral* caribbean caribe",
    "underwater": "underwater submarin* seabed reef* coral corals corall* arrecife* abyss abismo",
    "river": "river rio riu stream* arroyo rierol creek torrent* waterfall cascad* meander* "
    "meandr* winding delta",
    "lake": "lake lago llac pond estany laguna reservoir embalse fjord",
    "mountain": "mountain* montan* muntany* peak* pico cima cim cims summit* alps alp* sierra "
    "serra cordillera serralad* ridge cliff* rock rocks rocky",
    "hill": "hill* colina turo turons valley* valle vall valls meadow* prado prat landscape* "
    "paisaje paisatg* plain llanura plana green verde verd countryside campo rural",
    "forest": "forest* bosque bosc boscos wood woods tree* arbol* arbre* jungle selva pine pino pi",
    "field": "field* campo campos camp camps crop* cultivo* conreu* farm* granja granges agricult*",
    "wheat": "wheat trigo blat cereal* harvest cosecha* collita barley",
    "desert": "desert* desiert* dune* duna* sahara arid* drought sequia sequera",
    "city": "city cities ciudad* ciutat* town* urban* urba street* calle* carrer* skyline "
    "building* edifici* skyscraper* rascacielos gratacel* pueblo poble village* metropol*",
    "road": "road* carretera* camino cami highway autopista street path sendero journey viaje "
    "viatge car coche cotxe",
    "underground": "underground aquifer* acuifer* aquifer subterran* subterr* groundwater soil "
    "suelo mine mina grains well pozo pou root* raiz raices arrel*",
    "space": "space espacio espai orbit* galax* universe universo univers cosmos cosmic* planet* "
    "planeta* astronaut* rocket* cohete* coet satellite* satelite* satel* asteroid* comet* nebul*",
    "rocket": "rocket* cohete* coet coets spaceship* spacecraft nave",
    "earth": "earth tierra terra planet* planeta globe globo world mundo mon",
    "kitchen": "kitchen* cocina* cuina* table* mesa taula room* habitacion* sala window* ventana* "
    "finestra* interior* indoor* desk* escritorio office oficina shelf",
    # sky and hour
    "sun": "sun sunny sunlight sunshine sol soleado solar assolellat",
    "moon": "moon* luna lluna",
    "star": "star stars starry estrella* estel* constel*",
    "night": "night* noche* nit nits midnight medianoche nocturn*",
    "dawn": "dawn* sunrise amanecer* alba aurora albada madrugada matinada",
    "morning": "morning* manana mati matins spring primavera",
    "dusk": "dusk sunset* atardecer* ocaso crepuscul* posta capvespre vespre evening twilight",
    "golden": "golden autumn otono tardor autumnal dorad* daurat* harvest afternoon tarde tarda",
    "autumn": "autumn* otono* tardor fall-leaves",
    "day": "day bright midday noon mediodia migdia summer verano estiu tropical",
    "sky": "sky skies cielo cel",
    "cloud": "cloud* nube* nuvol* cumul* nubos* overcast",
    "tower": "towering cumulonimb* thunderhead*",
    "rain": "rain* lluvia* pluja* plujos* lluev* plou precipit* monsoon drizzle shower",
    "storm": "storm* tormenta* tempesta* thunder* trueno tron lightning rayo llamp hurricane "
    "huracan",
    "snow": "snow* nieve* nevad* neu neva nevar winter* invierno hivern*",
    "ice": "ice icy hielo gel glacier* glaciar* glacera* glac* iceberg* frozen congel* glacial "
    "arctic artic* antarc* polar",
    "mist": "mist mists misty fog* niebla* bruma* boira* vapour* vapor* haze steam evapor* "
    "humo fum smoke",
    "wind": "wind winds windy viento* vent vents breeze brisa",
    "turbine": "turbine* turbina* molino* molins windmill* eolic*",
    # things
    "ship": "ship* boat* barco* vaixell* vela veler* velero sail* barca* yacht fishing",
    "lighthouse": "lighthouse* faro* beacon",
    "house": "house* home homes casa casas casa cases hogar llar cottage* cabin* cabana",
    "person": "agricultor* farmer* person* people* persona* gente gent man woman men women "
    "hombre* mujer* dona "
    "dones child* nino* nina* nen nena boy girl farmer* scientist* cientific* traveller* "
    "viajero* hiker* walker* family familia crowd student* teacher* worker*",
    "people": "people gente gent family familia crowd* multitud* children ninos nens students "
    "alumnos scientists cientificos workers trabajadores men women hombres mujeres friends amigos "
    "amics villagers vecinos",
    "hands": "hand hands mano manos ma mans",
    "bird": "bird* pajaro* ave aves ocell* au gull* gaviota* gavina eagle aguila aliga",
    "fish": "fish fishes pez peces peix* whale* ballena* balen* dolphin* delfin* dofi",
    "lightning": "lightning rayo rayos llamp llamps relampago* thunder* trueno* tron trons",
    "deer": "deer stag ciervo* cervol* corzo cabirol",
    "animal": "animal* deer ciervo cervol horse* caballo* cavall* cow* vaca* vaques sheep oveja* "
    "ovella ovelles wolf lobo llop",
    "factory": "factor* fabrica* industri* chimney* chimenea* xemeneia* refiner* refineria "
    "pollution contamin*",
    "volcano": "volcan* volca eruption* erupcio* lava magma",
    "fire": "fire* fuego* foc focs flame* llama llamas flama flames burn* incendi* campfire",
    "book": "book* libro* llibre* read* leer lectura page* library biblioteca school escuela "
    "escola notebook",
    "clock": "clock* reloj* rellotge* time tiempo temps hour* hora hores watch deadline",
    "map": "map mapa mapas mapes map cartograph* atlas treasure",
    "machine": "machine* maquina* maquines engine motor* gear* engranaje* engranatge* robot* "
    "mechanic* mecanic*",
    "data": "data datos dades computer* ordenador* ordinador* chip* code codi codigo network* "
    "xarxa algorithm* algoritm* digital* internet server* ai software screen pantalla chart* "
    "graph*",
    "molecule": "molecul* atom* chemi* quimic* dna adn protein* cell* celula* celul* laborator* "
    "microscop* bacteria* virus",
    "drop": "drop drops gota* gotes droplet*",
    "glass": "glass vaso vasos copa vidrio vidre cup taza tassa bottle botella ampolla",
    "plant": "plant plants planta plantas plantes leaf leaves hoja hojas fulla fulles seed* "
    "semilla* "
    "llavor* sprout* brote* flower* flor flores flors garden* jardin* jardi",
    "lamp": "lamp* bulb* bombilla* bombeta* idea ideas candle",
    "light": "light luz llum",
}  # fmt: skip


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in letters if unicodedata.category(c) != "Mn")


def _compiled() -> dict[str, re.Pattern[str]]:
    made = {}
    for concept, words in WORDS.items():
        parts = [
            re.escape(w[:-1]) + r"\w*" if w.endswith("*") else re.escape(w) + "(?:e?s)?"
            for w in dict.fromkeys(_plain(words).split())
        ]
        made[concept] = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
    return made


_PATTERNS = _compiled()


def concepts(prompt: str) -> dict[str, int]:
    """Return the concepts a prompt names, each with the position of its first word."""
    text = _plain(prompt)
    found = {name: match.start() for name, p in _PATTERNS.items() if (match := p.search(text))}
    return dict(sorted(found.items(), key=lambda item: item[1]))
