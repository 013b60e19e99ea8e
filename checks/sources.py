"""The standards and documents a check may name as its source. The mark says how sure we are of our reading.

[D] read in a public document or mirror, [K] general knowledge, to be confirmed by the organisation's own copy.
"""

from __future__ import annotations

from enum import Enum


class Source(Enum):
    """A standard: value is (short name, full title, mark)."""

    GBT_15834 = ("GB/T 15834-2011", "标点符号用法", "D")
    GBT_15835 = ("GB/T 15835-2011", "出版物上数字用法", "D")
    GBT_9704 = ("GB/T 9704-2012", "党政机关公文格式", "D")
    GB_3100 = ("GB 3100~3102-1993", "量和单位", "K")
    GB_11643 = ("GB 11643-1999", "公民身份号码", "K")
    ISO_7812 = ("ISO/IEC 7812-1", "发卡机构识别号与校验位（Luhn）", "K")
    YD_NUMBERING = ("电信网编号计划", "移动电话号码结构", "K")
    PIPL = ("个人信息保护法", "中华人民共和国个人信息保护法（2021）", "K")
    SECRECY_LAW = ("保守国家秘密法", "中华人民共和国保守国家秘密法（2024 修订）", "K")
    TONGYONG = ("通用规范汉字表", "通用规范汉字表（2013）", "K")
    YIXINGCI = ("GF 1001-2001", "第一批异形词整理表", "K")
    XIANHAN = ("现代汉语词典", "规范词形（一般知识）", "K")
    ERROR_RATE = ("图书质量管理规定", "图书编校质量差错率计算方法", "D")
    SITE_INSPECTION = ("国办秘函〔2019〕19号", "政府网站与政务新媒体检查指标", "D")
    PARTY_DOCS = ("公开的党和国家文献", "固定表述以公开发布的原文为准", "K")
    STATUTES = ("国家法律法规数据库", "现行法律法规的名称和条文", "K")
    CALENDAR = ("公历", "格里高利历推算", "D")
    LANGUAGE_TOOL = ("LanguageTool", "LanguageTool 规则库（LGPL）", "D")
    HOUSE_RULES = ("本单位规定", "本单位的词表和规则", "D")
    HOUSE = ("编辑惯例", "本项目编辑惯例", "K")

    @property
    def short(self) -> str:
        """The name shown beside a finding."""
        return str(self.value[0])

    @property
    def title(self) -> str:
        """The full title."""
        return str(self.value[1])

    @property
    def mark(self) -> str:
        """'D' read in a public document, 'K' general knowledge to be confirmed."""
        return str(self.value[2])
