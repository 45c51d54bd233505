"""How captions of tests look: the settings that a clip's spec holds, but for text and `letters`."""

LOOK = {
    "mode": "words",
    "size": 0.09,
    "weight": 700,
    "color": "#FFFFFF",
    "highlight": "#FFD400",
    "outline_color": "#000000",
    "outline": 0.09,
    "position": "bottom",
    "locale": "en-US",
}
