"""Pipelines that people change: proposals and versions, with their guards."""

import sqlalchemy as sa
from alembic import op

import models.base
from migrations import guards

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pipeline_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('yaml', sa.String(), nullable=False),
    sa.Column('hash', sa.String(length=80), nullable=False),
    sa.Column('base_hash', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=False),
    sa.Column('proposed_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('decision_note', sa.String(), nullable=False),
    sa.CheckConstraint("reason != ''", name=op.f('ck_pipeline_proposal_reason')),
    sa.CheckConstraint("state IN ('open', 'activated', 'rejected', 'withdrawn')", name=op.f('ck_pipeline_proposal_state')),
    sa.CheckConstraint("state NOT IN ('activated', 'rejected') OR (decided_by IS NOT NULL AND decided_by != proposed_by)", name=op.f('ck_pipeline_proposal_two_people')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_pipeline_proposal_decided_by')),
    sa.ForeignKeyConstraint(['proposed_by'], ['person.id'], name=op.f('fk_pipeline_proposal_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline_proposal'))
    )
    with op.batch_alter_table('pipeline_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pipeline_proposal_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_pipeline_proposal_state'), ['state'], unique=False)
    op.create_table('pipeline_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('hash', sa.String(length=80), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=False),
    sa.Column('activated_by', sa.Integer(), nullable=False),
    sa.Column('activated_at', models.base.UtcDateTime(), nullable=False),
    sa.CheckConstraint('activated_by != proposed_by', name=op.f('ck_pipeline_version_two_people')),
    sa.ForeignKeyConstraint(['activated_by'], ['person.id'], name=op.f('fk_pipeline_version_activated_by')),
    sa.ForeignKeyConstraint(['hash'], ['pipeline_definition.hash'], name=op.f('fk_pipeline_version_hash')),
    sa.ForeignKeyConstraint(['proposal_id'], ['pipeline_proposal.id'], name=op.f('fk_pipeline_version_proposal_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['person.id'], name=op.f('fk_pipeline_version_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline_version')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_pipeline_version_proposal_id'))
    )
    with op.batch_alter_table('pipeline_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pipeline_version_name'), ['name'], unique=False)

    for statement in guards.create(op.get_bind().dialect.name, revision):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    for statement in guards.drop(op.get_bind().dialect.name, revision):
        op.execute(statement)
    with op.batch_alter_table('pipeline_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pipeline_version_name'))
    op.drop_table('pipeline_version')
    with op.batch_alter_table('pipeline_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pipeline_proposal_state'))
        batch_op.drop_index(batch_op.f('ix_pipeline_proposal_name'))
    op.drop_table('pipeline_proposal')
