"""Every kind of audit event, as subject:action, with the Chinese words the timeline shows."""

from __future__ import annotations

from enum import StrEnum


class Tag(StrEnum):
    """Tag of an event. Documented in docs/audit.md; a test keeps the two complete."""

    SETUP_DONE = "setup:done"
    SESSION_OPENED = "session:opened"
    SESSION_CLOSED = "session:closed"
    SESSION_REFUSED = "session:refused"
    PASSWORD_CHANGED = "password:changed"  # noqa: S105  (a tag, not a password)
    PERSON_CREATED = "person:created"
    PERSON_ACTIVATED = "person:activated"
    PERSON_DEACTIVATED = "person:deactivated"
    ACCOUNT_CREATED = "account:created"
    ACCOUNT_RESET = "account:reset"
    ROLE_GRANTED = "role:granted"
    ROLE_REVOKED = "role:revoked"
    UNIT_CREATED = "unit:created"
    UNIT_CHANGED = "unit:changed"
    PERSON_PLACED = "person:placed"
    QUALIFICATION_GRANTED = "qualification:granted"
    QUALIFICATION_REVOKED = "qualification:revoked"
    GROUP_CREATED = "group:created"
    GROUP_JOINED = "group:joined"
    GROUP_LEFT = "group:left"
    ROLE_SCOPED = "role:scoped"
    DELEGATION_MADE = "delegation:made"
    DELEGATION_REVOKED = "delegation:revoked"
    STAGE_REASSIGNED = "stage:reassigned"
    PERSON_RECUSED = "person:recused"
    DRAFT_HELD = "draft:held"
    DRAFT_TAKEN_UP = "draft:taken_up"
    DRAFT_FACTS = "draft:facts"
    STAGE_SKIPPED = "stage:skipped"
    FILE_UPLOADED = "file:uploaded"
    DRAFT_SUBMITTED = "draft:submitted"
    DRAFT_REVISED = "draft:revised"
    DRAFT_UNCHANGED = "draft:unchanged"
    DRAFT_RESUMED = "draft:resumed"
    DRAFT_WITHDRAWN = "draft:withdrawn"
    STAGE_OPENED = "stage:opened"
    STAGE_FAILED = "stage:failed"
    STAGE_CLAIMED = "stage:claimed"
    STAGE_UNCLAIMED = "stage:unclaimed"
    FINDING_SETTLED = "finding:settled"
    COMMENT_ADDED = "comment:added"
    COMMENT_RESOLVED = "comment:resolved"
    COMMENT_REOPENED = "comment:reopened"
    PROOF_SUPPLIED = "proof:supplied"
    PROOF_COLLATED = "proof:collated"
    PROOF_FAILED = "proof:failed"
    PROOF_ANSWERED = "proof:answered"
    PROOF_ORDERED = "proof:ordered"
    PROOF_SENT = "proof:sent"
    DECISION_SIGNED = "decision:signed"
    DECISION_LATE = "decision:late"
    SIGNOFF_VOIDED = "signoff:voided"
    RELEASE_FROZEN = "release:frozen"
    RELEASE_RECEIVED = "release:received"
    RELEASE_DELIVERED = "release:delivered"
    RELEASE_RECHECKED = "release:rechecked"
    AFTER_REVIEW_OPENED = "after_review:opened"
    AFTER_REVIEW_SIGNED = "after_review:signed"
    DEADLINE_REMINDED = "deadline:reminded"
    DEADLINE_ESCALATED = "deadline:escalated"
    DEADLINE_SET = "deadline:set"
    ESCALATION_CHANGED = "escalation:changed"
    CALENDAR_CHANGED = "calendar:changed"
    HOURS_CHANGED = "hours:changed"
    TELLING_CHOSEN = "telling:chosen"
    ROBOT_ADDED = "robot:added"
    ROBOT_REMOVED = "robot:removed"
    JOB_DIED = "job:died"
    JOB_REVIVED = "job:revived"
    LOG_VERIFIED = "log:verified"
    DOSSIER_EXPORTED = "dossier:exported"
    RULES_DRAFTED = "rules:drafted"
    RULES_PROPOSED = "rules:proposed"
    RULES_WITHDRAWN = "rules:withdrawn"
    RULES_REJECTED = "rules:rejected"
    RULES_ACTIVATED = "rules:activated"
    PIPELINE_PROPOSED = "pipeline:proposed"
    PIPELINE_WITHDRAWN = "pipeline:withdrawn"
    PIPELINE_REJECTED = "pipeline:rejected"
    PIPELINE_ACTIVATED = "pipeline:activated"
    PIPELINE_MOVED = "pipeline:moved"


WORDS: dict[Tag, str] = {
    Tag.SETUP_DONE: "完成初始设置",
    Tag.SESSION_OPENED: "登录",
    Tag.SESSION_CLOSED: "退出登录",
    Tag.SESSION_REFUSED: "登录被拒",
    Tag.PASSWORD_CHANGED: "修改口令",
    Tag.PERSON_CREATED: "建立人员",
    Tag.PERSON_ACTIVATED: "启用人员",
    Tag.PERSON_DEACTIVATED: "停用人员",
    Tag.ACCOUNT_CREATED: "建立账号",
    Tag.ACCOUNT_RESET: "重置口令",
    Tag.ROLE_GRANTED: "授予角色",
    Tag.ROLE_REVOKED: "撤销角色",
    Tag.UNIT_CREATED: "建立单位",
    Tag.UNIT_CHANGED: "调整单位",
    Tag.PERSON_PLACED: "调整单位与职务",
    Tag.QUALIFICATION_GRANTED: "授予资格",
    Tag.QUALIFICATION_REVOKED: "撤销资格",
    Tag.GROUP_CREATED: "建立候选组",
    Tag.GROUP_JOINED: "加入候选组",
    Tag.GROUP_LEFT: "退出候选组",
    Tag.ROLE_SCOPED: "限定角色的单位",
    Tag.DELEGATION_MADE: "委托代签",
    Tag.DELEGATION_REVOKED: "收回委托",
    Tag.STAGE_REASSIGNED: "改派",
    Tag.PERSON_RECUSED: "回避",
    Tag.DRAFT_HELD: "暂停办理",
    Tag.DRAFT_TAKEN_UP: "恢复办理",
    Tag.DRAFT_FACTS: "稿件要素",
    Tag.STAGE_SKIPPED: "环节不适用",
    Tag.FILE_UPLOADED: "上传文件",
    Tag.DRAFT_SUBMITTED: "提交稿件",
    Tag.DRAFT_REVISED: "提交修改稿",
    Tag.DRAFT_UNCHANGED: "重新上传，内容未变",
    Tag.DRAFT_RESUMED: "说明后重新送审",
    Tag.DRAFT_WITHDRAWN: "撤稿",
    Tag.STAGE_OPENED: "环节开启",
    Tag.STAGE_FAILED: "环节准备失败",
    Tag.STAGE_CLAIMED: "领取",
    Tag.STAGE_UNCLAIMED: "放回",
    Tag.FINDING_SETTLED: "处置问题",
    Tag.COMMENT_ADDED: "添加批注",
    Tag.COMMENT_RESOLVED: "批注已解决",
    Tag.COMMENT_REOPENED: "批注重新打开",
    Tag.PROOF_SUPPLIED: "上传校样",
    Tag.PROOF_COLLATED: "校样比对完成",
    Tag.PROOF_FAILED: "校样比对不成",
    Tag.PROOF_ANSWERED: "答复校样",
    Tag.PROOF_ORDERED: "在校样上标改",
    Tag.PROOF_SENT: "改动交排版",
    Tag.DECISION_SIGNED: "审签",
    Tag.DECISION_LATE: "迟到的意见（存档）",
    Tag.SIGNOFF_VOIDED: "签字失效",
    Tag.RELEASE_FROZEN: "签发冻结",
    Tag.RELEASE_RECEIVED: "渠道回执",
    Tag.RELEASE_DELIVERED: "发布完成",
    Tag.RELEASE_RECHECKED: "发布后复查",
    Tag.AFTER_REVIEW_OPENED: "开始事后复核",
    Tag.AFTER_REVIEW_SIGNED: "事后复核",
    Tag.DEADLINE_REMINDED: "催办",
    Tag.DEADLINE_ESCALATED: "逾期上报",
    Tag.DEADLINE_SET: "填写时限",
    Tag.ESCALATION_CHANGED: "调整逐级上报",
    Tag.CALENDAR_CHANGED: "修改工作日历",
    Tag.HOURS_CHANGED: "修改工作时间",
    Tag.TELLING_CHOSEN: "修改通知方式",
    Tag.ROBOT_ADDED: "添加机器人",
    Tag.ROBOT_REMOVED: "移除机器人",
    Tag.JOB_DIED: "机器任务停止重试",
    Tag.JOB_REVIVED: "机器任务重新排队",
    Tag.LOG_VERIFIED: "核验审计日志",
    Tag.DOSSIER_EXPORTED: "导出审签档案",
    Tag.RULES_DRAFTED: "草拟规则改动",
    Tag.RULES_PROPOSED: "提出规则改动",
    Tag.RULES_WITHDRAWN: "撤回规则提案",
    Tag.RULES_REJECTED: "不采纳规则提案",
    Tag.RULES_ACTIVATED: "启用规则改动",
    Tag.PIPELINE_PROPOSED: "提出修改流程",
    Tag.PIPELINE_WITHDRAWN: "撤回流程提案",
    Tag.PIPELINE_REJECTED: "不采纳流程提案",
    Tag.PIPELINE_ACTIVATED: "启用流程",
    Tag.PIPELINE_MOVED: "改用现行流程",
}
