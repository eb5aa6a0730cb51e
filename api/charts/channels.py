"""Which colour and sign does each channel of funding have in every picture?"""

CHANNEL_COLOURS = {
    "invest": "#2b4a8b",
    "loan": "#0f6a66",
    "subsidy": "#9a5607",
    "guarantee": "#7a3d72",
    "insurance": "#4c671d",
    "service": "#525e68",
}
CHANNEL_MARKS = {
    "invest": "投", "loan": "贷", "subsidy": "补", "guarantee": "担", "insurance": "保",
    "service": "X",
}  # fmt: skip
