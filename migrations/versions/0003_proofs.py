"""Proofs: the typesetter's files, differences and their answers."""

import sqlalchemy as sa
from alembic import op

import models.base
from migrations import guards

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('proof',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('stage_run_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('format', sa.String(length=10), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('document_sha256', sa.String(length=64), nullable=False),
    sa.Column('content_hash', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('characters', sa.Integer(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('last_id', sa.Integer(), nullable=True),
    sa.Column('against', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('collation_sha256', sa.String(length=64), nullable=True),
    sa.Column('supplied_by', sa.Integer(), nullable=False),
    sa.Column('supplied_at', models.base.UtcDateTime(), nullable=False),
    sa.Column('ready_at', models.base.UtcDateTime(), nullable=True),
    sa.Column('replaced_at', models.base.UtcDateTime(), nullable=True),
    sa.CheckConstraint("state != 'ready' OR collation_sha256 IS NOT NULL", name=op.f('ck_proof_collated')),
    sa.CheckConstraint("state IN ('collating', 'ready', 'failed', 'replaced')", name=op.f('ck_proof_state')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_proof_draft_id')),
    sa.ForeignKeyConstraint(['last_id'], ['proof.id'], name=op.f('fk_proof_last_id')),
    sa.ForeignKeyConstraint(['stage_run_id'], ['stage_run.id'], name=op.f('fk_proof_stage_run_id')),
    sa.ForeignKeyConstraint(['supplied_by'], ['person.id'], name=op.f('fk_proof_supplied_by')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_proof_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proof')),
    sa.UniqueConstraint('draft_id', 'number', name=op.f('uq_proof_draft_id_number'))
    )
    with op.batch_alter_table('proof', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proof_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proof_stage_run_id'), ['stage_run_id'], unique=False)
        batch_op.create_index('uq_proof_one_live', ['stage_run_id'], unique=True, sqlite_where=sa.text("state != 'replaced'"), postgresql_where=sa.text("state != 'replaced'"))

    op.create_table('proof_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('proof_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=10), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('place', sa.JSON(), nullable=False),
    sa.Column('manuscript', sa.JSON(), nullable=False),
    sa.Column('home', sa.JSON(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('stop', sa.Integer(), nullable=False),
    sa.Column('home_at', sa.Integer(), nullable=True),
    sa.Column('page', sa.Integer(), nullable=True),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('unordered', sa.Boolean(), nullable=False),
    sa.Column('ordered', sa.String(), nullable=False),
    sa.Column('earlier_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(length=10), nullable=False),
    sa.Column('mark', sa.String(length=12), nullable=False),
    sa.Column('wanted', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', models.base.UtcDateTime(), nullable=True),
    sa.CheckConstraint("answer = 'open' OR (answered_by IS NOT NULL AND answered_at IS NOT NULL)", name=op.f('ck_proof_item_answered')),
    sa.CheckConstraint("answer IN ('open', 'change', 'keep', 'withdrawn')", name=op.f('ck_proof_item_answer')),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], name=op.f('fk_proof_item_answered_by')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_proof_item_draft_id')),
    sa.ForeignKeyConstraint(['earlier_id'], ['proof_item.id'], name=op.f('fk_proof_item_earlier_id')),
    sa.ForeignKeyConstraint(['proof_id'], ['proof.id'], name=op.f('fk_proof_item_proof_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proof_item')),
    sa.UniqueConstraint('proof_id', 'number', name=op.f('uq_proof_item_proof_id_number'))
    )
    with op.batch_alter_table('proof_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proof_item_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proof_item_proof_id'), ['proof_id'], unique=False)

    op.create_table('proof_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=False),
    sa.Column('mark', sa.String(length=12), nullable=False),
    sa.Column('wanted', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', models.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['proof_item.id'], name=op.f('fk_proof_answer_item_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_proof_answer_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proof_answer'))
    )
    with op.batch_alter_table('proof_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proof_answer_item_id'), ['item_id'], unique=False)

    for statement in guards.create(op.get_bind().dialect.name, revision):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    for statement in guards.drop(op.get_bind().dialect.name, revision):
        op.execute(statement)
    op.drop_table('proof_answer')
    op.drop_table('proof_item')
    op.drop_table('proof')
