"""Variant word forms (异形词) and traditional characters in simplified text.

The pairs are our own recollection of the first table of variant forms [K], kept to forms that editors meet.
"""

from __future__ import annotations

import re

import opencc

from bench.quality.cases import Case, Family, Group, Slip
from bench.quality.chance import Chance
from bench.quality.faults._lexicon import replace_word, word_cases
from bench.quality.tools import HAN

# recommended, variant, a phrase of our own with the recommended form (~ stands for it)
_PAIRS = """
按语 案语 文前加了一段~
百废俱兴 百废具兴 小镇如今~
斑白 班白 老人两鬓~
本分 本份 守住医者的~
笔画 笔划 字典按~排序
毕恭毕敬 必恭必敬 他~地递上材料
编者按 编者案 报纸配发了~
秉承 禀承 ~求实的传统
参与 参预 居民积极~小区管理
掺杂 搀杂 泥沙里~着碎石
彻底 澈底 ~整改存在的问题
沉思 沈思 他陷入了~
成分 成份 检测水样的~
筹划 筹画 ~来年的展览
筹码 筹马 增加谈判的~
出谋划策 出谋画策 专家为乡村~
瓷器 磁器 出土~三十余件
赐予 赐与 这是山水的~
搭档 搭当 两人是多年的~
答复 答覆 及时~群众来信
担心 耽心 不必~停水停电
耽搁 担搁 行程不能~
淡泊 澹泊 他一生~名利
倒霉 倒楣 遇上~的天气
凋零 雕零 百花~的时节
订单 定单 企业收到了新~
订阅 定阅 欢迎读者~
逗留 逗遛 不得在此~
独角戏 独脚戏 治理不能唱~
端午 端五 ~假期游客增多
发人深省 发人深醒 展览~
繁衍 蕃衍 候鸟在湿地~
分量 份量 这份报告很有~
分内 份内 把~的事做好
分外 份外 雨后的山~青翠
愤愤 忿忿 他~地离开
丰富多彩 丰富多采 文化生活~
负隅顽抗 负嵎顽抗 犯罪团伙~
复信 覆信 一周内~
干预 干与 不得~正常审批
告诫 告戒 父亲时常~他
勾画 勾划 ~发展蓝图
辜负 孤负 不~群众的期望
古董 骨董 摊上摆着~
股份 股分 村民持有合作社~
关联 关连 两件事互相~
光彩 光采 为家乡增添~
归根结底 归根结柢 ~要靠实干
过分 过份 要求并不~
含义 涵义 解释条款的~
宏图 弘图 大展~
糊涂 胡涂 ~账必须理清
浑水摸鱼 混水摸鱼 防止有人~
机灵 机伶 这孩子很~
计划 计画 制定年度~
纪念 记念 ~馆免费开放
寄予 寄与 大家对他~厚望
嘉宾 佳宾 邀请~出席
架势 架式 摆出干事的~
简练 简炼 文字要~
精彩 精采 演出十分~
就座 就坐 代表依次~
角色 脚色 找准自己的~
刻画 刻划 人物~生动
狼藉 狼籍 洪水过后一片~
连贯 联贯 前后文意~
连接 联接 大桥~两岸
流连忘返 留连忘返 美景令人~
鲁莽 卤莽 办事不能~
录像 录相 调取现场~
马虎 马糊 审核来不得半点~
门槛 门坎 降低准入~
模仿 摹仿 孩子们~老师的动作
模糊 模胡 字迹已经~
摩擦 磨擦 减少邻里~
摩拳擦掌 磨拳擦掌 队员们~
磨难 魔难 历经~
那么 那末 既然如此，~就要抓紧
内讧 内哄 团队发生~
凝练 凝炼 概括得很~
纽扣 钮扣 缝好~
盘踞 盘据 匪徒~山林
蹒跚 盘跚 步履~
披星戴月 披星带月 他们~赶工期
漂泊 飘泊 在外~多年
飘摇 飘飖 风雨~的年代
凭空 平空 不能~想象
牵连 牵联 避免~无辜
清澈 清彻 河水~见底
劝诫 劝戒 ~他远离赌博
热衷 热中 他~公益事业
人才 人材 引进急需~
日食 日蚀 观测~
入座 入坐 观众有序~
色彩 色采 壁画~鲜艳
杀一儆百 杀一警百 起到~的作用
神采 神彩 老人~奕奕
思维 思惟 树立底线~
死心塌地 死心踏地 他~跟着队伍走
踏实 塌实 工作作风~
铤而走险 挺而走险 少数人~
透彻 透澈 道理讲得~
图像 图象 ~清晰
推诿 推委 不得~扯皮
无动于衷 无动于中 不能~
毋庸 无庸 成绩~置疑
稀罕 希罕 山里人觉得很~
稀奇 希奇 这并不~
稀少 希少 植被~
稀有 希有 保护~树种
贤惠 贤慧 妻子~能干
小题大做 小题大作 不要~
序言 叙言 为文集写~
训诫 训戒 予以~
押韵 压韵 民谣~好记
要么 要末 ~整改，要么停业
一锤定音 一槌定音 会议~
义无反顾 义无返顾 他~地冲上去
盈余 赢余 合作社有了~
影像 影象 保存~资料
余晖 余辉 落日的~洒在江面
渔网 鱼网 渔民修补~
原原本本 源源本本 ~传达会议精神
缘故 原故 因为天气的~
月食 月蚀 昨夜出现~
再接再厉 再接再砺 希望大家~
崭新 斩新 面貌~
战栗 颤栗 寒风中~
账本 帐本 核对~
账户 帐户 开立专用~
账目 帐目 ~要清楚
直截了当 直捷了当 他~地指出问题
指手画脚 指手划脚 不要~
装潢 装璜 店面~一新
姿势 姿式 纠正写字~
仔细 子细 ~核对数据
佐证 左证 提供~材料
坐落 座落 学校~在河边
车厢 车箱 ~干净整洁
搜集 蒐集 ~民间故事
保姆 保母 请了一位~
惨淡 惨澹 生意~
合伙 合夥 两家~经营
累赘 累坠 文字过于~
零星 〇星 ~小雨
""".strip().splitlines()


def _pairs() -> list[tuple[str, str, str]]:
    rows = [tuple(row.split(" ", 2)) for row in _PAIRS]
    return [(row[0], row[1], row[2]) for row in rows if row[0] != "零星"]


_ONE_TO_ONE = opencc.OpenCC("s2t")


def _traditional(chance: Chance, text: str) -> Slip | None:
    """One or two neighbouring characters left in traditional form.

    Only forms outside GB 2312: the ones inside (著, 於, 後 …) can be words of their own.
    """
    places = [m.start() for m in re.finditer(f"[{HAN}]", text) if _strange(text[m.start()])]
    if not places:
        return None
    at = chance.choice(places)
    end = at + 2 if at + 1 in places and chance.random() < 0.4 else at + 1
    return Slip(((at, end, "".join(_ONE_TO_ONE.convert(c) for c in text[at:end])),))


def _strange(char: str) -> bool:
    other = _ONE_TO_ONE.convert(char)
    if other == char or len(other) != 1:
        return False
    try:
        other.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _variant_in_text(chance: Chance, text: str) -> Slip | None:
    return replace_word(chance, text, _pairs())


def _variant_case(chance: Chance) -> Case | None:
    return word_cases(_pairs())(chance)


VARIANT_TEXT = Family("variant-form", "异形词（语料句）", Group.FORMAT, "GF 1001", inject=_variant_in_text)
VARIANT = Family("variant-rare", "异形词（自拟句）", Group.FORMAT, "GF 1001", build=_variant_case)
TRADITIONAL = Family("traditional", "繁简混用", Group.FORMAT, "通用规范汉字表", inject=_traditional)
