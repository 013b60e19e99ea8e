"""U002: unit symbols in the wrong case, or with 2 and 3 not raised: KG, KM, m2, Kwh, Mpa."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_FORMS = {
    "kg": "Kg KG kG",
    "km": "Km KM kM",
    "cm": "CM Cm cM",
    "mm": "MM",
    "mL": "ML",
    "mg": "Mg",
    "kW": "KW Kw kw",
    "kW·h": "KWH Kwh KWh kwh kWh KW·h kw·h",
    "kV": "KV Kv kv",
    "MW": "Mw",
    "MPa": "Mpa mpa MPA",
    "kPa": "Kpa KPa KPA kpa",
    "kHz": "KHz Khz KHZ khz",
    "MHz": "Mhz MHZ mhz",
    "GHz": "Ghz GHZ ghz",
    "Hz": "HZ hz",
    "dB": "DB db Db",
    "m²": "m2 M2",
    "m³": "m3 M3",
    "km²": "km2 KM2 Km2",
    "cm²": "cm2 CM2",
    "cm³": "cm3 CM3",
    "hm²": "hm2 Hm2",
    "kV·A": "KVA Kva kva kVA",
    "kJ": "KJ Kj kj",
    "kN": "KN Kn",
    "kcal": "Kcal KCAL KCal",
    "GW": "gw Gw",
    "MW·h": "MWH MWh Mwh",
    "GW·h": "GWH GWh Gwh",
    "mA·h": "mAh MAH mah Mah mAH",
    "μg": "ug",
    "μm": "um",
    "μL": "uL",
    "km/h": "Km/h KM/H km/H Km/H KM/h kmh",
    "m/s": "M/S m/S M/s",
    "mg/L": "mg/l MG/L Mg/L",
    "t/d": "T/D",
    "mmHg": "mmhg MMHG mmHG",
    "r/min": "rpm RPM",
    "dm³": "dm3",
    "mm²": "mm2",
    "mm³": "mm3",
    "kg/m³": "kg/m3 Kg/m3 KG/M3",
    "g/cm³": "g/cm3",
    "m³/s": "m3/s",
    "m³/d": "m3/d",
    "kΩ": "KΩ",
}
_RIGHT = {wrong: right for right, forms in _FORMS.items() for wrong in forms.split()}
_ALTERNATIVES = "|".join(sorted(map(re.escape, _RIGHT), key=len, reverse=True))
_SYMBOL = regex(rf"(?<![A-Za-z\d.\-])\d[\d,]{{0,11}}(?:\.\d{{1,6}})? ?({_ALTERNATIVES})(?![A-Za-z\d])")
_NEEDLES = (regex(r"[A-Za-z](?<=\d[A-Za-z])"), regex(r" (?<=\d )(?=[A-Za-z])"))


@check(
    id="U002",
    title="计量单位符号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="单位符号区分大小写，平方、立方用上标：kg、km、kW·h、MPa、m²。",
    examples=(
        Example("重5KG，长3KM，面积120m2。", hits=("KG", "KM", "m2"), fixed="重5kg，长3km，面积120m²。"),
        Example("压力1.6Mpa，用电300Kwh。", hits=("Mpa", "Kwh"), fixed="压力1.6MPa，用电300kW·h。"),
        Example("重5kg，长3km，面积120m²，压力1.6MPa，广义货币（M2）增长8%，型号A5KM、3M胶带。"),
    ),
)
def unit_symbols(document: Document) -> Iterator[Hit]:
    """Hits for symbols behind a number; a letter before the number makes it a model name."""
    for block in blocks_with(document, *_NEEDLES):
        for match in _SYMBOL.finditer(block.text):
            right = _RIGHT[match.group(1)]
            message = f"单位符号“{match.group(1)}”应为“{right}”。"
            yield Hit(block.id, match.start(1), match.end(1), message, right)
