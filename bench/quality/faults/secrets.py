"""Secrets and personal data: numbers with right check digits, secrecy marks, internal addresses. The clean text
has a masked or harmless value in the same place.
"""

from __future__ import annotations

from bench.quality.cases import Case, Family, Group
from bench.quality.chance import Chance
from bench.quality.tools import case_of, fill

_REGIONS = (
    "110101",
    "310104",
    "330106",
    "420111",
    "510107",
    "440305",
    "320102",
    "370202",
    "610113",
    "500112",
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen_number(chance: Chance) -> str:
    """A made-up citizen number with a right check digit."""
    body = (
        chance.choice(chance.mine(_REGIONS))
        + f"{chance.randint(1950, 2008)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
        + f"{chance.randint(1, 999):03}"
    )
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def card_number(chance: Chance) -> str:
    """A made-up card number of 16 or 19 digits with a right Luhn digit."""
    start = chance.choice(("622202", "621700", "622848", "621661", "622588", "625912"))
    body = start + "".join(chance.choice("0123456789") for _ in range(chance.choice((9, 12))))
    total = sum(
        d if i % 2 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(map(int, reversed(body)))
    )
    return body + str(-total % 10)


def mobile_number(chance: Chance) -> str:
    """A made-up mobile number."""
    return (
        chance.choice(("135", "138", "139", "150", "158", "177", "186", "189", "199"))
        + f"{chance.randint(0, 99_999_999):08}"
    )


_ID = (
    "{person}，身份证号[{masked}|{number}]，住{town}。",
    "申请人：{person}（公民身份号码：[{masked}|{number}]）。",
    "补助对象{person}（[{masked}|{number}]）符合条件。",
    "经核实，{person}的证件号码为[{masked}|{number}]。",
    "{person}　男　[{masked}|{number}]　{town}",
    "代理人{person}，身份证[{masked}|{number}]，已到场签字。",
)


def _id_number(chance: Chance) -> Case:
    number = citizen_number(chance)
    masked = number[:6] + "********" + number[14:] if chance.random() < 0.7 else "（略）"
    return case_of([_put(chance, _ID, masked, number)])


_MOBILE = (
    "联系人：{person}，电话：[{masked}|{number}]。",
    "获奖者{person}（手机[{masked}|{number}]）请尽快领取证书。",
    "投诉人{person}，[{masked}|{number}]，反映{topic}问题。",
    "贫困户{person}，联系电话[{masked}|{number}]。",
    "住户{person}的手机号码是[{masked}|{number}]。",
)


def _mobile(chance: Chance) -> Case:
    number = mobile_number(chance)
    told = number if chance.random() < 0.7 else f"{number[:3]}-{number[3:7]}-{number[7:]}"
    return case_of([_put(chance, _MOBILE, number[:3] + "****" + number[7:], told)])


_CARD = (
    "补贴款汇入{person}账户，卡号[{masked}|{number}]。",
    "收款人{person}，银行卡号：[{masked}|{number}]。",
    "开户行为{town}支行，账号[{masked}|{number}]，户名{person}。",
    "{person}的工资卡[{masked}|{number}]已核对。",
)


def _card(chance: Chance) -> Case:
    number = card_number(chance)
    told = number if chance.random() < 0.7 else " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    return case_of([_put(chance, _CARD, "尾号" + number[-4:], told)])


def _put(chance: Chance, templates: tuple[str, ...], masked: str, number: str) -> str:
    return fill(chance, chance.choice(templates).replace("{masked}", masked).replace("{number}", number))


_MARKS = (
    "秘密★1年",
    "机密★10年",
    "绝密★30年",
    "秘密★",
    "机密★长期",
    "绝密",
    "秘密★6个月",
    "内部资料 注意保存",
    "机密",
    "内部文件 不得外传",
    "秘密★启用前",
)


def _secrecy(chance: Chance) -> Case:
    """A secrecy mark left on a page meant for the public, as a line of its own."""
    mark = chance.choice(chance.mine(_MARKS))
    title = fill(chance, "{unit}关于{topic}工作情况的通报")
    body = fill(chance, "今年以来，{unit}按照部署，组织{people}开展{topic}工作，取得进展。")
    harmless = chance.choice(("公开", "主动公开", "社会公开", "信息公开"))
    return case_of([f"[{harmless}|{mark}]", title, body])


_ADDRESS = (
    "系统登录地址为[统一门户|http://10.{a}.{b}.{c}:8080/login]。",
    "请访问内网[门户网站|192.168.{a}.{b}]下载表格。",
    "数据库服务器[另行通知|172.16.{a}.{b}]已完成迁移。",
    "初始密码为[统一发放|Aa123456]，请及时修改。",
    "用户名[由本人设置|admin]，密码[由本人设置|ab{n}cd{n}]。",
    "文件存放在[指定目录|10.{a}.{b}.{c}]的共享目录下。",
    "视频会议入口：[统一入口|http://172.20.{a}.{b}/meeting]。",
    "打印机地址为[另行通知|192.168.{a}.{b}]。",
    "系统管理员账号[不予公开|root]，口令[不予公开|Pw{n}#{n}xy]。",
    "测试环境为[指定环境|http://192.168.{a}.{b}:9090]。",
    "登录密码：[首次登录时设置|Hello@{nn}]。",
    "备份服务器[已经启用|10.{a}.{b}.{c}]，请勿外传。",
)


def _address(chance: Chance) -> Case:
    text = chance.choice(chance.mine(_ADDRESS))
    for name in "abc":
        text = text.replace("{" + name + "}", str(chance.randint(2, 250)))
    return case_of([fill(chance, text)])


_PRIVATE = "个人信息保护法"
ID = Family("id-number", "身份证号", Group.SECRETS, _PRIVATE, build=_id_number)
MOBILE = Family("mobile-number", "手机号码", Group.SECRETS, _PRIVATE, build=_mobile)
CARD = Family("card-number", "银行卡号", Group.SECRETS, _PRIVATE, build=_card)
SECRECY = Family("secrecy-mark", "密级标志", Group.SECRETS, "保守国家秘密法", build=_secrecy)
ADDRESS = Family("internal-address", "内网地址与口令", Group.SECRETS, "保守国家秘密法", build=_address)
