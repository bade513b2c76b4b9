"""Persons, addresses, roles, consents and invitations."""

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

from bot.storage.columns import Id, Json, Moment, Sealed

revision = "0001"
down_revision = None
when = "before"


def upgrade() -> None:  # one release, table by table, in the order of the keys
    op.create_table(
        "invitations",
        Column("id", Id(), nullable=False),
        Column("code_hash", LargeBinary(), nullable=False),
        Column("role", Text(), nullable=False),
        Column("areas", Json(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("open", Boolean(), nullable=False),
        Column("uses_left", Integer(), nullable=False),
        Column("expires_at", Moment(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("created_by", Text(), nullable=False),
        Column("revoked_at", Moment(), nullable=True),
        PrimaryKeyConstraint("id", name="invitations_pk"),
        UniqueConstraint("code_hash", name="invitations_code_hash_unique"),
    )
    op.create_table(
        "persons",
        Column("id", Id(), nullable=False),
        Column("version", Integer(), nullable=False),
        Column("data", Sealed(), nullable=False),
        Column("language", Text(), nullable=False),
        Column("area", Text(), nullable=False),
        Column("sex", Text(), nullable=False),
        Column("birth_year", Integer(), nullable=False),
        Column("registered", Boolean(), nullable=False),
        Column("stopped", Boolean(), nullable=False),
        Column("discreet", Boolean(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("seen_at", Moment(), nullable=False),
        Column("erased_at", Moment(), nullable=True),
        PrimaryKeyConstraint("id", name="persons_pk"),
    )
    op.create_index("persons_area", "persons", ["area"])
    op.create_table(
        "addresses",
        Column("id", Id(), nullable=False),
        Column("channel", Text(), nullable=False),
        Column("account", Text(), nullable=False),
        Column("person_id", Id(), nullable=True),
        Column("state", Text(), nullable=False),
        Column("last_in_at", Moment(), nullable=True),
        Column("language", Text(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        PrimaryKeyConstraint("id", name="addresses_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="addresses_person_id_of_persons"),
    )
    op.create_index("addresses_person_id", "addresses", ["person_id"])
    op.create_table(
        "consents",
        Column("id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("form", Text(), nullable=False),
        Column("text_version", Text(), nullable=False),
        Column("language", Text(), nullable=False),
        Column("channel", Text(), nullable=False),
        Column("given", Boolean(), nullable=False),
        Column("at", Moment(), nullable=False),
        Column("withdrawn_at", Moment(), nullable=True),
        PrimaryKeyConstraint("id", "person_id", name="consents_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="consents_person_id_of_persons"),
        sqlite_with_rowid=False,
    )
    op.create_index("consents_person_id_form", "consents", ["person_id", "form"])
    op.create_table(
        "invitation_uses",
        Column("invitation_id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("at", Moment(), nullable=False),
        Column("confirmed", Boolean(), nullable=True),
        PrimaryKeyConstraint("invitation_id", "person_id", name="invitation_uses_pk"),
        ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name="invitation_uses_invitation_id_of_invitations"
        ),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="invitation_uses_person_id_of_persons"),
    )
    op.create_index("invitation_uses_person_id", "invitation_uses", ["person_id"])
    op.create_table(
        "memberships",
        Column("id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("role", Text(), nullable=False),
        Column("area", Text(), nullable=False),
        Column("since", Moment(), nullable=False),
        Column("until", Moment(), nullable=True),
        Column("invitation_id", Id(), nullable=True),
        PrimaryKeyConstraint("id", "person_id", name="memberships_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="memberships_person_id_of_persons"),
    )
    op.create_index("memberships_person_id", "memberships", ["person_id"])
    op.create_index("memberships_programme_role_area", "memberships", ["programme", "role", "area"])
    op.create_table(
        "person_words",
        Column("person_id", Id(), nullable=False),
        Column("hash", LargeBinary(), nullable=False),
        PrimaryKeyConstraint("person_id", "hash", name="person_words_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="person_words_person_id_of_persons"),
        sqlite_with_rowid=False,
    )
    op.create_index("person_words_hash", "person_words", ["hash"])
    op.create_table(
        "address_keys",
        Column("hash", LargeBinary(), nullable=False),
        Column("address_id", Id(), nullable=False),
        Column("channel", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("value", Sealed(), nullable=False),
        Column("rank", Integer(), nullable=False),
        PrimaryKeyConstraint("hash", name="address_keys_pk"),
        ForeignKeyConstraint(["address_id"], ["addresses.id"], name="address_keys_address_id_of_addresses"),
    )
    op.create_index("address_keys_address_id", "address_keys", ["address_id"])
    op.create_table(
        "address_persons",
        Column("address_id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("since", Moment(), nullable=False),
        PrimaryKeyConstraint("address_id", "person_id", name="address_persons_pk"),
        ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name="address_persons_address_id_of_addresses"
        ),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="address_persons_person_id_of_persons"),
        sqlite_with_rowid=False,
    )
    op.create_index("address_persons_person_id", "address_persons", ["person_id"])
    op.create_table(
        "link_codes",
        Column("id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("address_id", Id(), nullable=False),
        Column("code_hash", LargeBinary(), nullable=False),
        Column("expires_at", Moment(), nullable=False),
        Column("tries_left", Integer(), nullable=False),
        PrimaryKeyConstraint("id", name="link_codes_pk"),
        ForeignKeyConstraint(["address_id"], ["addresses.id"], name="link_codes_address_id_of_addresses"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="link_codes_person_id_of_persons"),
    )
    op.create_index("link_codes_code_hash", "link_codes", ["code_hash"])
    op.create_index("link_codes_person_id", "link_codes", ["person_id"])
