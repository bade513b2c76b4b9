"""Answers: submissions and their revisions, private intake, consents, media."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.core.conversation import Consent, Keep, Submit
from bot.storage.batch import Address
from bot.storage.ledger.rows import Rows
from bot.storage.turns import writes


class Answers:
    """What people have completed, agreed to and sent."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def submit(self, person: str, submit: Submit, programme: str, channel: str) -> None:
        """A completed form of somebody who is known by it."""
        self._rows.add(
            writes.SUBMISSION,
            id=submit.id,
            person_id=person,
            programme=programme,
            reference=submit.reference or None,
            facts=submit.facts,
            mode=submit.mode,
            wave=submit.wave,
            revision=1,
            parent=submit.child_of or None,
            assisted_by=None,
            assignee=None,
            created_at=self._rows.now,
            hidden_at=None,
            **self._answers(submit, channel),
        )

    def amend(self, person: str, submit: Submit, channel: str) -> None:
        """The same submission in a new revision; what it was is kept."""
        self._rows.add(writes.REMEMBER_REVISION, b_id=submit.replaces, b_person=person)
        self._rows.add(writes.AMEND, b_id=submit.replaces, b_person=person, **self._answers(submit, channel))
        self._rows.add(writes.FORGET_FACTS, b_id=submit.replaces, b_person=person)

    def facts(self, person: str, submit: Submit, chosen: Iterable[tuple[str, str]]) -> None:
        """What an audience may ask about of a submission: (field, option)."""
        for field, value in chosen:
            self._rows.add(
                writes.FACT,
                person_id=person,
                form=submit.form,
                field=field,
                value=value,
                submission_id=submit.replaces or submit.id,
                wave=submit.wave,
            )

    def _answers(self, submit: Submit, channel: str) -> dict[str, Any]:
        return {
            "form": submit.form,
            "form_version": submit.version,
            "answers": self._rows.seal(submit.answers, "submissions.answers"),
            "flags": submit.flags,
            "area": submit.area,
            "happened": submit.happened,
            "stage": submit.stage,
            "language": submit.language,
            "channel": channel,
            "updated_at": self._rows.now,
        }

    def intake(self, id_: str, row: Mapping[str, Any]) -> None:
        """A completed private form: one sealed row that leads to nobody."""
        self._rows.add(writes.INTAKE, id=id_, row=self._rows.seal(row, "private_intake.row"))

    def participation(self, person: str, form: str, wave: str) -> None:
        """Somebody took part, and need not be reminded; nothing here leads to what they sent."""
        self._rows.add(writes.PARTICIPATION, person_id=person, form=form, wave=wave)

    def family(self, form: str, secret: bytes, programme: str) -> None:
        """The secret of a form family, made when its first answers come."""
        sealed = self._rows.seal_bytes(secret, "family_secrets.secret")
        self._rows.add(writes.NEW_FAMILY, family=form, secret=sealed, programme=programme)

    def refusal(self, form: str, wave: str) -> None:
        """Somebody did not want to take part; who is not kept."""
        self._rows.add(writes.REFUSAL, form=form, wave=wave, count=1)

    def consent(self, id_: str, person: str, consent: Consent, channel: str, at: datetime) -> None:
        """What was agreed to or refused, and in which words."""
        self._rows.add(
            writes.CONSENT,
            id=id_,
            person_id=person,
            form=consent.form,
            text_version=consent.text_version,
            language=consent.language,
            channel=channel,
            given=consent.given,
            at=at,
            withdrawn_at=None,
        )

    def keep(
        self, person: str, keep: Keep, address: Address | None, draft: str, field: str, caption: str
    ) -> None:
        """A medium to be fetched. What belongs to a submission is attached by `attach`."""
        medium = keep.media
        self._rows.add(
            writes.MEDIUM,
            id=medium.id,
            person_id=person,
            submission_id=None,
            draft_id=draft or None,
            field=field,
            kind=medium.kind,
            as_file=medium.as_file,
            ref=self._rows.seal_bytes(medium.ref.encode(), "media.ref"),
            channel=address.channel if address else "",
            account=address.account if address else "",
            state="wanted",
            object=None,
            mime=medium.mime,
            name=self._rows.seal_bytes(medium.name.encode(), "media.name") if medium.name else None,
            size=medium.size,
            width=None,
            height=None,
            duration=medium.duration,
            look=None,
            clearance="unseen",
            hidden_at=None,
            caption=self._rows.seal_bytes(caption.encode(), "media.caption") if caption else None,
            attempts=0,
            due_at=self._rows.now,
            last_error="",
            received_at=self._rows.now,
        )

    def attach(self, person: str, submission: str, draft: str, media: Collection[str]) -> None:
        """Media that a submission's answers name, or that were kept for its draft, are the submission's."""
        self._rows.add(
            writes.ANSWERS_WITH,
            b_person=person,
            b_draft=draft or None,
            ids=list(media),
            submission_id=submission,
        )

    def pass_on(self, person: str, media: Collection[str]) -> None:
        """Media that an errand carries outlive the draft they were sent for."""
        self._rows.add(writes.PASS_ON, b_person=person, ids=list(media))
