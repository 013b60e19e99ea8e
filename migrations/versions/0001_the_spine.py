"""The spine: all tables of the words table of the design, and the guards of invariant 3."""

import sqlalchemy as sa
from alembic import op

import models.base
from migrations import guards

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('frontier', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('check_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=80), nullable=False),
    sa.Column('profile', sa.String(length=60), nullable=False),
    sa.Column('rule_pack', sa.String(length=80), nullable=False),
    sa.Column('engine_key', sa.String(length=120), nullable=False),
    sa.Column('engines', sa.JSON(), nullable=False),
    sa.Column('unchecked', sa.JSON(), nullable=False),
    sa.Column('findings', sa.JSON(), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_run')),
    sa.UniqueConstraint('content_hash', 'profile', 'rule_pack', 'engine_key', name=op.f('uq_check_run_content_hash_profile_rule_pack_engine_key'))
    )
    op.create_table('checkpoint',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('root', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkpoint'))
    )
    with op.batch_alter_table('checkpoint', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checkpoint_size'), ['size'], unique=False)

    op.create_table('event',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.Column('tag', sa.String(length=40), nullable=False),
    sa.Column('act', sa.String(length=36), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('draft_id', sa.Integer(), nullable=True),
    sa.Column('payload', sa.String(), nullable=False),
    sa.Column('leaf_hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_act'), ['act'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_tag'), ['tag'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('unit', sa.String(length=120), nullable=False),
    sa.Column('post', sa.String(length=120), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_table('pipeline_definition',
    sa.Column('hash', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('yaml', sa.String(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_pipeline_definition'))
    )
    with op.batch_alter_table('pipeline_definition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pipeline_definition_name'), ['name'], unique=False)

    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(length=60), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('must_change_password', sa.Boolean(), nullable=False),
    sa.Column('failed_attempts', sa.Integer(), nullable=False),
    sa.Column('locked_until', models.base.UtcDateTime(), nullable=True),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('login', name=op.f('uq_account_login'))
    )
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_person_id'), ['person_id'], unique=False)

    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('pipeline_hash', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('current_version_id', sa.Integer(), nullable=True),
    sa.Column('current_stage_run_id', sa.Integer(), nullable=True),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('updated_at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_draft_author_id')),
    sa.ForeignKeyConstraint(['pipeline_hash'], ['pipeline_definition.hash'], name=op.f('fk_draft_pipeline_hash')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('number', name=op.f('uq_draft_number'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_state'), ['state'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('granted_by', sa.Integer(), nullable=True),
    sa.Column('granted_at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['granted_by'], ['person.id'], name=op.f('fk_role_grant_granted_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_grant_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('person_id', 'role', name=op.f('uq_role_grant_person_id_role'))
    )
    op.create_table('upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_upload_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload'))
    )
    op.create_table('draft_author',
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_author_draft_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_author_person_id')),
    sa.PrimaryKeyConstraint('draft_id', 'person_id', name=op.f('pk_draft_author'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('due_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('lease_owner', sa.String(length=80), nullable=True),
    sa.Column('lease_until', models.base.UtcDateTime(), nullable=True),
    sa.Column('flow_run_id', sa.String(length=40), nullable=True),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('finished_at', models.base.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_job_draft_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('key', name=op.f('uq_job_key'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_job_state'), ['state'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('read_at', models.base.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_notice_draft_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('person_id', 'key', name=op.f('uq_notice_person_id_key'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_person_id'), ['person_id'], unique=False)

    op.create_table('signing_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('public_key', sa.String(), nullable=False),
    sa.Column('sealed', sa.String(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('retired_at', models.base.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_signing_key_account_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_signing_key_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_key')),
    sa.UniqueConstraint('public_key', name=op.f('uq_signing_key_public_key'))
    )
    with op.batch_alter_table('signing_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_key_account_id'), ['account_id'], unique=False)

    op.create_table('version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('format', sa.String(length=10), nullable=False),
    sa.Column('original_sha256', sa.String(length=64), nullable=False),
    sa.Column('document_sha256', sa.String(length=64), nullable=False),
    sa.Column('content_hash', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('characters', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('same_as_id', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_version_created_by')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_version_draft_id')),
    sa.ForeignKeyConstraint(['same_as_id'], ['version.id'], name=op.f('fk_version_same_as_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_version')),
    sa.UniqueConstraint('draft_id', 'number', name=op.f('uq_version_draft_id_number'))
    )
    with op.batch_alter_table('version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_version_content_hash'), ['content_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_version_draft_id'), ['draft_id'], unique=False)

    op.create_table('web_session',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('last_seen_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('expires_at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_web_session_account_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_web_session'))
    )
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_web_session_account_id'), ['account_id'], unique=False)

    op.create_table('comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('block', sa.String(length=20), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('quote', sa.String(), nullable=False),
    sa.Column('prefix', sa.String(), nullable=False),
    sa.Column('suffix', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.Column('resolved_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('resolved_by', sa.Integer(), nullable=True),
    sa.Column('placed', sa.Boolean(), nullable=False),
    sa.Column('carried_from_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['carried_from_id'], ['comment.id'], name=op.f('fk_comment_carried_from_id')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_comment_draft_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_comment_person_id')),
    sa.ForeignKeyConstraint(['resolved_by'], ['person.id'], name=op.f('fk_comment_resolved_by')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_comment_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_version_id'), ['version_id'], unique=False)

    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('check_run_id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('check_id', sa.String(length=10), nullable=False),
    sa.Column('gate', sa.String(length=10), nullable=False),
    sa.Column('severity', sa.String(length=10), nullable=False),
    sa.Column('block', sa.String(length=20), nullable=False),
    sa.Column('block_index', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('message', sa.String(), nullable=False),
    sa.Column('suggestion', sa.String(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('disposition', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('settled_by', sa.Integer(), nullable=True),
    sa.Column('settled_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('carried_from_id', sa.Integer(), nullable=True),
    sa.Column('fate', sa.String(length=12), nullable=True),
    sa.ForeignKeyConstraint(['carried_from_id'], ['finding.id'], name=op.f('fk_finding_carried_from_id')),
    sa.ForeignKeyConstraint(['check_run_id'], ['check_run.id'], name=op.f('fk_finding_check_run_id')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_finding_draft_id')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('fk_finding_settled_by')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_finding_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    sa.UniqueConstraint('version_id', 'fingerprint', name=op.f('uq_finding_version_id_fingerprint'))
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_finding_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_version_id'), ['version_id'], unique=False)

    op.create_table('release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=80), nullable=False),
    sa.Column('original_sha256', sa.String(length=64), nullable=False),
    sa.Column('manifest', sa.String(), nullable=False),
    sa.Column('manifest_sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('frozen_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('delivered_at', models.base.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_release_draft_id')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_release_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release')),
    sa.UniqueConstraint('draft_id', name=op.f('uq_release_draft_id'))
    )
    op.create_table('stage_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('stage_key', sa.String(length=60), nullable=False),
    sa.Column('stage_title', sa.String(length=60), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('counts_review', sa.Boolean(), nullable=False),
    sa.Column('counts_proof', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('rule_pack', sa.String(length=80), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('opened_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('deadline_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('deadline_warning', sa.String(), nullable=True),
    sa.Column('closed_at', models.base.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_stage_run_draft_id')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_stage_run_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_run')),
    sa.UniqueConstraint('draft_id', 'stage_key', 'round', name=op.f('uq_stage_run_draft_id_stage_key_round'))
    )
    with op.batch_alter_table('stage_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stage_run_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stage_run_state'), ['state'], unique=False)

    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_run_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('claimed_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('closed_at', models.base.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assignment_person_id')),
    sa.ForeignKeyConstraint(['stage_run_id'], ['stage_run.id'], name=op.f('fk_assignment_stage_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
    sa.UniqueConstraint('stage_run_id', 'person_id', name=op.f('uq_assignment_stage_run_id_person_id'))
    )
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignment_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_stage_run_id'), ['stage_run_id'], unique=False)

    op.create_table('correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('requested_by', sa.Integer(), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_correction_draft_id')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_correction_release_id')),
    sa.ForeignKeyConstraint(['requested_by'], ['person.id'], name=op.f('fk_correction_requested_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction')),
    sa.UniqueConstraint('draft_id', name=op.f('uq_correction_draft_id'))
    )
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_release_id'), ['release_id'], unique=False)

    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('stage_run_id', sa.Integer(), nullable=True),
    sa.Column('stage_key', sa.String(length=60), nullable=False),
    sa.Column('is_review', sa.Boolean(), nullable=False),
    sa.Column('is_proof', sa.Boolean(), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('return_to', sa.String(length=60), nullable=True),
    sa.Column('opinion', sa.String(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=80), nullable=False),
    sa.Column('statement', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('public_key', sa.String(), nullable=False),
    sa.Column('act', sa.String(length=36), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('late_reason', sa.String(), nullable=True),
    sa.Column('voided_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('void_cause', sa.String(), nullable=True),
    sa.Column('voided_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("verdict != 'return' OR return_to IS NOT NULL", name=op.f('ck_decision_return_to')),
    sa.CheckConstraint("verdict IN ('approve', 'return', 'reject', 'withdraw')", name=op.f('ck_decision_verdict')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_decision_account_id')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_decision_draft_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_decision_person_id')),
    sa.ForeignKeyConstraint(['stage_run_id'], ['stage_run.id'], name=op.f('fk_decision_stage_run_id')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_decision_version_id')),
    sa.ForeignKeyConstraint(['voided_by'], ['person.id'], name=op.f('fk_decision_voided_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision'))
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_decision_one_proof', ['draft_id', 'person_id'], unique=True, sqlite_where=sa.text("is_proof IS TRUE AND verdict = 'approve' AND late IS FALSE AND voided_at IS NULL"), postgresql_where=sa.text("is_proof IS TRUE AND verdict = 'approve' AND late IS FALSE AND voided_at IS NULL"))
        batch_op.create_index('uq_decision_one_review', ['draft_id', 'person_id'], unique=True, sqlite_where=sa.text("is_review IS TRUE AND verdict = 'approve' AND late IS FALSE AND voided_at IS NULL"), postgresql_where=sa.text("is_review IS TRUE AND verdict = 'approve' AND late IS FALSE AND voided_at IS NULL"))
        batch_op.create_index('uq_decision_stage_run', ['stage_run_id'], unique=True, sqlite_where=sa.text('late IS FALSE'), postgresql_where=sa.text('late IS FALSE'))

    op.create_table('disposition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_disposition_finding_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_disposition_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disposition'))
    )
    with op.batch_alter_table('disposition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disposition_finding_id'), ['finding_id'], unique=False)

    op.create_table('recall',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('requested_by', sa.Integer(), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.Column('done_at', models.base.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_recall_release_id')),
    sa.ForeignKeyConstraint(['requested_by'], ['person.id'], name=op.f('fk_recall_requested_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recall')),
    sa.UniqueConstraint('release_id', name=op.f('uq_recall_release_id'))
    )
    op.create_table('receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('location', sa.String(), nullable=False),
    sa.Column('delivered_sha256', sa.String(length=64), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_receipt_release_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sa.UniqueConstraint('release_id', 'channel', name=op.f('uq_receipt_release_id_channel'))
    )
    op.execute("INSERT INTO audit_head (id, size, frontier) VALUES (1, 0, '[]')")
    for statement in guards.create(op.get_bind().dialect.name, revision):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    for statement in guards.drop(op.get_bind().dialect.name, revision):
        op.execute(statement)
    op.drop_table('receipt')
    op.drop_table('recall')
    with op.batch_alter_table('disposition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disposition_finding_id'))

    op.drop_table('disposition')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index('uq_decision_stage_run', sqlite_where=sa.text('late IS FALSE'), postgresql_where=sa.text('late IS FALSE'))
        batch_op.drop_index('uq_decision_one_review', sqlite_where=sa.text("is_review IS TRUE AND verdict = 'approve' AND late IS FALSE AND voided_at IS NULL"), postgresql_where=sa.text("is_review IS TRUE AND verdict = 'approve' AND late IS FALSE AND voided_at IS NULL"))
        batch_op.drop_index('uq_decision_one_proof', sqlite_where=sa.text("is_proof IS TRUE AND verdict = 'approve' AND late IS FALSE AND voided_at IS NULL"), postgresql_where=sa.text("is_proof IS TRUE AND verdict = 'approve' AND late IS FALSE AND voided_at IS NULL"))
        batch_op.drop_index(batch_op.f('ix_decision_person_id'))
        batch_op.drop_index(batch_op.f('ix_decision_draft_id'))

    op.drop_table('decision')
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_correction_release_id'))

    op.drop_table('correction')
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignment_stage_run_id'))
        batch_op.drop_index(batch_op.f('ix_assignment_person_id'))

    op.drop_table('assignment')
    with op.batch_alter_table('stage_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stage_run_state'))
        batch_op.drop_index(batch_op.f('ix_stage_run_draft_id'))

    op.drop_table('stage_run')
    op.drop_table('release')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_finding_version_id'))
        batch_op.drop_index(batch_op.f('ix_finding_draft_id'))

    op.drop_table('finding')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_version_id'))
        batch_op.drop_index(batch_op.f('ix_comment_draft_id'))

    op.drop_table('comment')
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_web_session_account_id'))

    op.drop_table('web_session')
    with op.batch_alter_table('version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_version_draft_id'))
        batch_op.drop_index(batch_op.f('ix_version_content_hash'))

    op.drop_table('version')
    with op.batch_alter_table('signing_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signing_key_account_id'))

    op.drop_table('signing_key')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_person_id'))

    op.drop_table('notice')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_state'))
        batch_op.drop_index(batch_op.f('ix_job_due_at'))

    op.drop_table('job')
    op.drop_table('draft_author')
    op.drop_table('upload')
    op.drop_table('role_grant')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_state'))
        batch_op.drop_index(batch_op.f('ix_draft_author_id'))

    op.drop_table('draft')
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_person_id'))

    op.drop_table('account')
    with op.batch_alter_table('pipeline_definition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pipeline_definition_name'))

    op.drop_table('pipeline_definition')
    op.drop_table('person')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_tag'))
        batch_op.drop_index(batch_op.f('ix_event_person_id'))
        batch_op.drop_index(batch_op.f('ix_event_draft_id'))
        batch_op.drop_index(batch_op.f('ix_event_act'))

    op.drop_table('event')
    with op.batch_alter_table('checkpoint', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checkpoint_size'))

    op.drop_table('checkpoint')
    op.drop_table('check_run')
    op.drop_table('audit_head')
