"""The re-reading of urgent drafts after their release (事后复核), with its guards."""

import sqlalchemy as sa
from alembic import op

import models.base
from migrations import guards

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Natively, not as a batch: rebuilding a table that others point at trips over their triggers on SQLite.
    op.add_column('stage_run', sa.Column('after_release', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('after_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('stage_run_id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('opinion', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('on_behalf_of_id', sa.Integer(), nullable=True),
    sa.Column('delegation_id', sa.Integer(), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=80), nullable=False),
    sa.Column('statement', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('public_key', sa.String(), nullable=False),
    sa.Column('act', sa.String(length=36), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.CheckConstraint("verdict IN ('clear', 'fault')", name=op.f('ck_after_review_verdict')),
    sa.CheckConstraint("opinion != ''", name=op.f('ck_after_review_opinion')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_after_review_account_id')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegation.id'], name=op.f('fk_after_review_delegation_id')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_after_review_draft_id')),
    sa.ForeignKeyConstraint(['on_behalf_of_id'], ['person.id'], name=op.f('fk_after_review_on_behalf_of_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_after_review_person_id')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_after_review_release_id')),
    sa.ForeignKeyConstraint(['stage_run_id'], ['stage_run.id'], name=op.f('fk_after_review_stage_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_after_review')),
    sa.UniqueConstraint('release_id', name=op.f('uq_after_review_release_id')),
    sa.UniqueConstraint('stage_run_id', name=op.f('uq_after_review_stage_run_id'))
    )
    op.create_index(op.f('ix_after_review_draft_id'), 'after_review', ['draft_id'])
    op.create_index(op.f('ix_after_review_person_id'), 'after_review', ['person_id'])
    for statement in guards.create(op.get_bind().dialect.name, revision):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    for statement in guards.drop(op.get_bind().dialect.name, revision):
        op.execute(statement)
    op.drop_table('after_review')
    # A product that does not know of re-readings would offer an open one as a stage of the course.
    op.execute("UPDATE stage_run SET state = 'cancelled' WHERE after_release IS TRUE AND state = 'open'")
    op.execute('ALTER TABLE stage_run DROP COLUMN after_release')
