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
    DECISION_SIGNED = "decision:signed"
    DECISION_LATE = "decision:late"
    SIGNOFF_VOIDED = "signoff:voided"
    RELEASE_FROZEN = "release:frozen"
    RELEASE_RECEIVED = "release:received"
    RELEASE_DELIVERED = "release:delivered"
    RELEASE_RECHECKED = "release:rechecked"
    DEADLINE_REMINDED = "deadline:reminded"
    JOB_DIED = "job:died"
    JOB_REVIVED = "job:revived"
    LOG_VERIFIED = "log:verified"
    DOSSIER_EXPORTED = "dossier:exported"
    RULES_DRAFTED = "rules:drafted"
    RULES_PROPOSED = "rules:proposed"
    RULES_WITHDRAWN = "rules:withdrawn"
    RULES_REJECTED = "rules:rejected"
    RULES_ACTIVATED = "rules:activated"


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
    Tag.DECISION_SIGNED: "审签",
    Tag.DECISION_LATE: "迟到的意见（存档）",
    Tag.SIGNOFF_VOIDED: "签字失效",
    Tag.RELEASE_FROZEN: "签发冻结",
    Tag.RELEASE_RECEIVED: "渠道回执",
    Tag.RELEASE_DELIVERED: "发布完成",
    Tag.RELEASE_RECHECKED: "发布后复查",
    Tag.DEADLINE_REMINDED: "催办",
    Tag.JOB_DIED: "机器任务停止重试",
    Tag.JOB_REVIVED: "机器任务重新排队",
    Tag.LOG_VERIFIED: "核验审计日志",
    Tag.DOSSIER_EXPORTED: "导出审签档案",
    Tag.RULES_DRAFTED: "草拟规则改动",
    Tag.RULES_PROPOSED: "提出规则改动",
    Tag.RULES_WITHDRAWN: "撤回规则提案",
    Tag.RULES_REJECTED: "不采纳规则提案",
    Tag.RULES_ACTIVATED: "启用规则改动",
}
