"""Units, posts, qualifications, groups, delegation and recusal; ways of signing."""

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
