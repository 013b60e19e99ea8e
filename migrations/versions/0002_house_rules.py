"""House rules: proposals and versions, with their guards; and the wordlist entry behind a finding."""

import sqlalchemy as sa
from alembic import op

import models.base
from migrations import guards

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('house_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('origin', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('base_number', sa.Integer(), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=False),
    sa.Column('created_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('submitted_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('decision_note', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'open', 'activated', 'rejected', 'withdrawn')", name=op.f('ck_house_proposal_state')),
    sa.CheckConstraint("state NOT IN ('activated', 'rejected') OR (decided_by IS NOT NULL AND decided_by != proposed_by)", name=op.f('ck_house_proposal_two_people')),
    sa.CheckConstraint("state IN ('draft', 'withdrawn') OR (reason != '' AND submitted_at IS NOT NULL)", name=op.f('ck_house_proposal_reason')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_house_proposal_decided_by')),
    sa.ForeignKeyConstraint(['proposed_by'], ['person.id'], name=op.f('fk_house_proposal_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_house_proposal'))
    )
    with op.batch_alter_table('house_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_house_proposal_state'), ['state'], unique=False)
        batch_op.create_index('uq_house_proposal_one_draft', ['proposed_by'], unique=True, sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))

    op.create_table('house_version',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('hash', sa.String(length=80), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=False),
    sa.Column('activated_by', sa.Integer(), nullable=False),
    sa.Column('activated_at', models.base.UtcDateTime(), nullable=False),
    sa.CheckConstraint('activated_by != proposed_by', name=op.f('ck_house_version_two_people')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_house_version_number')),
    sa.ForeignKeyConstraint(['activated_by'], ['person.id'], name=op.f('fk_house_version_activated_by')),
    sa.ForeignKeyConstraint(['proposal_id'], ['house_proposal.id'], name=op.f('fk_house_version_proposal_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['person.id'], name=op.f('fk_house_version_proposed_by')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_house_version')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_house_version_proposal_id'))
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('entry', sa.String(), nullable=True))
        batch_op.create_index('ix_finding_answered', ['settled_at', 'check_id', 'entry', 'severity', 'disposition', 'fate'], unique=False)

    for statement in guards.create(op.get_bind().dialect.name, revision):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    for statement in guards.drop(op.get_bind().dialect.name, revision):
        op.execute(statement)
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index('ix_finding_answered')
        batch_op.drop_column('entry')

    op.drop_table('house_version')
    with op.batch_alter_table('house_proposal', schema=None) as batch_op:
        batch_op.drop_index('uq_house_proposal_one_draft', sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))
        batch_op.drop_index(batch_op.f('ix_house_proposal_state'))

    op.drop_table('house_proposal')
