"""Units, posts, qualifications, groups, delegation and recusal; ways of signing."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import models.base
from migrations import guards

revision = '0005'
down_revision = '0003'
branch_labels = None
depends_on = None

# (table, column, type, default of the rows that are there, None = null); added and dropped natively, because rebuilding a table that
# others point at, as a batch would on SQLite, trips over their foreign keys and over the triggers.
_COLUMNS: list[tuple[str, str, sa.types.TypeEngine[Any], str | None]] = [
    ('person', 'unit_id', sa.Integer(), None),
    ('decision', 'on_behalf_of_id', sa.Integer(), None),
    ('decision', 'delegation_id', sa.Integer(), None),
    ('decision', 'seat', sa.Integer(), '1'),
    ('stage_run', 'needed', sa.Integer(), '1'),
    ('stage_run', 'seats', sa.Integer(), '1'),
    ('assignment', 'on_behalf_of_id', sa.Integer(), None),
    ('assignment', 'assigned_by', sa.Integer(), None),
    ('comment', 'kind', sa.String(length=10), 'remark'),
]
_NOT_LATE: dict[str, Any] = {'sqlite_where': sa.text('late IS FALSE'), 'postgresql_where': sa.text('late IS FALSE')}


def upgrade() -> None:
    _organisation()
    _drafts()
    for table, name, kind, default in _COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    _units_from_text()
    op.execute('ALTER TABLE person DROP COLUMN unit')
    op.create_index(op.f('ix_decision_on_behalf_of_id'), 'decision', ['on_behalf_of_id'])
    op.drop_index('uq_decision_stage_run', 'decision')
    op.create_index('uq_decision_seat', 'decision', ['stage_run_id', 'seat'], unique=True, **_NOT_LATE)
    for statement in guards.create(op.get_bind().dialect.name, revision):
        op.execute(sa.text(statement.replace(":", "\\:")))


def _organisation() -> None:
    op.create_table('unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['unit.id'], name=op.f('fk_unit_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('parent_id', 'name', name=op.f('uq_unit_parent_id_name'))
    )
    op.create_index(op.f('ix_unit_parent_id'), 'unit', ['parent_id'])
    op.create_table('role_scope',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_scope_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_role_scope_unit_id')),
    sa.PrimaryKeyConstraint('person_id', 'role', 'unit_id', name=op.f('pk_role_scope'))
    )
    op.create_table('qualification',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('reference', sa.String(length=120), nullable=False),
    sa.Column('granted_by', sa.Integer(), nullable=True),
    sa.Column('granted_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('revoked_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('revoked_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('valid_until IS NULL OR valid_until >= valid_from', name=op.f('ck_qualification_dates')),
    sa.CheckConstraint('granted_by IS NULL OR granted_by != person_id', name=op.f('ck_qualification_not_to_oneself')),
    sa.ForeignKeyConstraint(['granted_by'], ['person.id'], name=op.f('fk_qualification_granted_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_qualification_person_id')),
    sa.ForeignKeyConstraint(['revoked_by'], ['person.id'], name=op.f('fk_qualification_revoked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification'))
    )
    op.create_index(op.f('ix_qualification_person_id'), 'qualification', ['person_id'])
    op.create_table('person_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_group')),
    sa.UniqueConstraint('key', name=op.f('uq_person_group_key'))
    )
    op.create_table('group_member',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('added_at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['person_group.id'], name=op.f('fk_group_member_group_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_group_member_person_id')),
    sa.PrimaryKeyConstraint('group_id', 'person_id', name=op.f('pk_group_member'))
    )
    op.create_table('delegation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('principal_id', sa.Integer(), nullable=False),
    sa.Column('delegate_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=True),
    sa.Column('starts_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('ends_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('revoked_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('revoked_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('principal_id != delegate_id', name=op.f('ck_delegation_two_people')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_delegation_dates')),
    sa.CheckConstraint("reason != ''", name=op.f('ck_delegation_reason')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_delegation_created_by')),
    sa.ForeignKeyConstraint(['delegate_id'], ['person.id'], name=op.f('fk_delegation_delegate_id')),
    sa.ForeignKeyConstraint(['principal_id'], ['person.id'], name=op.f('fk_delegation_principal_id')),
    sa.ForeignKeyConstraint(['revoked_by'], ['person.id'], name=op.f('fk_delegation_revoked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegation'))
    )
    op.create_index(op.f('ix_delegation_principal_id'), 'delegation', ['principal_id'])
    op.create_index(op.f('ix_delegation_delegate_id'), 'delegation', ['delegate_id'])


def _drafts() -> None:
    op.create_table('recusal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.CheckConstraint("reason != ''", name=op.f('ck_recusal_reason')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_recusal_draft_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recusal_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recusal')),
    sa.UniqueConstraint('draft_id', 'person_id', name=op.f('uq_recusal_draft_id_person_id'))
    )
    op.create_index(op.f('ix_recusal_draft_id'), 'recusal', ['draft_id'])
    op.create_table('draft_facts',
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('secrecy', sa.String(length=12), nullable=False),
    sa.Column('foreign_audience', sa.Boolean(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('filing_number', sa.String(length=80), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_facts_draft_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_draft_facts_unit_id')),
    sa.PrimaryKeyConstraint('draft_id', name=op.f('pk_draft_facts'))
    )
    op.create_table('hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('held_by', sa.Integer(), nullable=False),
    sa.Column('held_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('lifted_by', sa.Integer(), nullable=True),
    sa.Column('lifted_at', models.base.UtcDateTime(), nullable=True),
    sa.CheckConstraint("reason != ''", name=op.f('ck_hold_reason')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_hold_draft_id')),
    sa.ForeignKeyConstraint(['held_by'], ['person.id'], name=op.f('fk_hold_held_by')),
    sa.ForeignKeyConstraint(['lifted_by'], ['person.id'], name=op.f('fk_hold_lifted_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold'))
    )
    op.create_index(op.f('ix_hold_draft_id'), 'hold', ['draft_id'])
    live: dict[str, Any] = {'sqlite_where': sa.text('lifted_at IS NULL'), 'postgresql_where': sa.text('lifted_at IS NULL')}
    op.create_index('uq_hold_one_live', 'hold', ['draft_id'], unique=True, **live)


def _units_from_text() -> None:
    """Every unit that was only a word on a person becomes a top unit; drafts belong to their author's."""
    op.execute(
        "INSERT INTO unit (name, active, created_at)"
        " SELECT unit, TRUE, MIN(created_at) FROM person WHERE unit != '' GROUP BY unit"
    )
    op.execute("UPDATE person SET unit_id = (SELECT u.id FROM unit u WHERE u.name = person.unit)")
    op.execute(
        "INSERT INTO draft_facts (draft_id, unit_id, secrecy, foreign_audience, topic, filing_number, urgent)"
        " SELECT d.id, p.unit_id, 'public', FALSE, '', '', FALSE FROM draft d JOIN person p ON p.id = d.author_id"
    )


def downgrade() -> None:
    for statement in guards.drop(op.get_bind().dialect.name, revision):
        op.execute(statement)
    op.drop_index('uq_decision_seat', 'decision')
    op.create_index('uq_decision_stage_run', 'decision', ['stage_run_id'], unique=True, **_NOT_LATE)
    op.drop_index(op.f('ix_decision_on_behalf_of_id'), 'decision')
    op.add_column('person', sa.Column('unit', sa.String(length=120), nullable=False, server_default=''))
    op.execute(
        "UPDATE person SET unit = COALESCE((SELECT u.name FROM unit u WHERE u.id = person.unit_id), '')"
    )
    for table, name, _, _ in reversed(_COLUMNS):
        op.execute(f'ALTER TABLE {table} DROP COLUMN {name}')
    for table in ('hold', 'draft_facts', 'recusal', 'delegation', 'group_member', 'person_group', 'qualification',
                  'role_scope', 'unit'):
        op.drop_table(table)
