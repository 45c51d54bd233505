"""Lines for the ear: the demo film's, and dates, amounts, units and names."""

from __future__ import annotations

import json

from bench.film import ROOT

VOICES = {"es": ("em_alex", "ef_dora"), "en": ("am_michael", "af_heart")}
LOCALES = {"es": "es-ES", "en": "en-US"}

_OWN = {
    "es": [
        "El 3 de enero de 1984, la doctora Jiménez midió 2.500 kg de hielo en el glaciar.",
        "La cascada cae 979 metros, y el agua tarda unos 14 segundos en llegar abajo.",
        "En 2019 costaba 20 € el billete; hoy cuesta 35 €, un 75 % más.",
        "Alejandro Núñez cruzó el río Paraná el 12 de octubre de 1907 con 3 mulas.",
        "A 100 °C el agua hierve, pero en la cima del Everest lo hace a 71 °C.",
        "El lago Baikal guarda 23.600 km³ de agua dulce, la quinta parte del mundo.",
        "La señora Fernández pagó 1.250 dólares por 4 toneladas de arena.",
        "Entre 1950 y 2020, el mar de Aral perdió casi el 90 % de su agua.",
        "Kepler y Galileo se escribieron en 1597, cuando tenían 25 y 33 años.",
        "El tren sale a las 7:45 y recorre 620 km en dos horas y media.",
        "Un litro de agua pesa un kilo; un litro de mercurio, trece kilos y medio.",
        "El capítulo 3.º cuenta cómo Humboldt subió al Chimborazo en 1802.",
        "Más de 2 millones de personas vieron el eclipse del 12 de agosto de 2026.",
    ],
    "en": [
        "On January 3rd, 1984, Dr. Katherine Smith weighed 2,500 kg of ice at the glacier.",
        "The waterfall drops 979 meters, and the water takes about 14 seconds to arrive.",
        "In 2019 a ticket cost $20; today it costs $35, which is 75% more.",
        "Alexander Graham crossed the Hudson on October 12, 1907, with 3 mules.",
        "Water boils at 100 °C, but on top of Mount Everest it boils at 71 °C.",
        "Lake Baikal holds 23,600 cubic kilometers of fresh water, a fifth of the world's.",
        "Mrs. Johnson paid five dollars for 4 tons of sand in Philadelphia.",
        "Between 1950 and 2020, the Aral Sea lost almost 90% of its water.",
        "Kepler and Galileo wrote to each other in 1597, when they were 25 and 33.",
        "The train leaves at 7:45 and covers 620 miles in two hours and a half.",
        "A liter of water weighs one kilogram; a liter of mercury, thirteen and a half.",
        "Chapter 3 tells how Humboldt climbed Chimborazo in the summer of 1802.",
        "More than 2 million people watched the eclipse of August 12th, 2026.",
    ],
}


def lines(language: str) -> list[str]:
    """Return the lines of a language: those of the demo film and our own, in turns."""
    script = json.loads((ROOT / "scripts_json/SAGA_01_Episode_01.json").read_text(encoding="utf-8"))
    demo = [scene["text"][language] for scene in script["scenes"]]
    both = [line for pair in zip(demo, _OWN[language], strict=False) for line in pair]
    return both + _OWN[language][len(demo) :]
