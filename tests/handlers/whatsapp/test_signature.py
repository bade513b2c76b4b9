"""Our check of a signature agrees with that of Twilio's library, and is fooled by less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.handlers.whatsapp.signature import genuine, signature
from tests.handlers.whatsapp.cases import CASES, Case, payload

TOKEN = "an invented token"
URL = "https://bot.example.org/whatsapp/webhook"
TEXTS = st.text(max_size=30)
FORMS = st.lists(st.tuples(TEXTS, TEXTS), max_size=8, unique_by=lambda pair: pair[0])
HOSTS = st.from_regex(r"[a-z]{1,8}(\.[a-z]{2,5}){1,2}(:[1-9][0-9]{1,3})?", fullmatch=True)


@given(FORMS, st.sampled_from(["", "?outgoing=1", "?a=%D9%85&b="]))
def test_it_is_the_librarys_signature(form: list[tuple[str, str]], query: str) -> None:
    assert signature(URL + query, form, TOKEN) == RequestValidator(TOKEN).compute_signature(
        URL + query, dict(form)
    )


@given(FORMS, st.sampled_from(["https", "http"]), HOSTS, TEXTS)
def test_it_is_accepted_exactly_when_the_library_accepts_it(
    form: list[tuple[str, str]], scheme: str, host: str, signed_for: str
) -> None:
    url = f"{scheme}://{host}/whatsapp/webhook"
    port = 443 if scheme == "https" else 80
    for made_for in (url, url + signed_for, f"{scheme}://{host.partition(':')[0]}:{port}/whatsapp/webhook"):
        made = RequestValidator(TOKEN).compute_signature(made_for, dict(form))
        assert genuine(url, form, made, [TOKEN]) == RequestValidator(TOKEN).validate(url, dict(form), made)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_form_of_twilio_is_genuine_with_its_blank_fields(case: Case) -> None:
    form = payload(case.name)
    made = RequestValidator(TOKEN).compute_signature(URL, dict(form))
    assert genuine(URL, form, made, [TOKEN])
    without_blanks = [pair for pair in form if pair[1]]
    assert genuine(URL, without_blanks, made, [TOKEN]) == (without_blanks == form)


def test_a_repeated_field_counts_each_value_once() -> None:
    class Repeated(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return ["2", "1", "2"] if name == "a" else ["b"]

    made = RequestValidator(TOKEN).compute_signature(URL, Repeated(a="", b=""))
    assert signature(URL, [("a", "2"), ("b", "b"), ("a", "1"), ("a", "2")], TOKEN) == made


def test_either_token_is_good_while_one_replaces_the_other() -> None:
    form = payload("text")
    made = signature(URL, form, "old")
    assert genuine(URL, form, made, ["new", "old"])
    assert not genuine(URL, form, made, ["new", ""])


@pytest.mark.parametrize("given_signature", ["", "é", "A" * 28, "x" * 10_000])
def test_nonsense_is_not_a_signature(given_signature: str) -> None:
    assert not genuine(URL, payload("text"), given_signature, [TOKEN])


def test_an_empty_token_signs_nothing() -> None:
    assert not genuine(URL, [], signature(URL, [], ""), ["", ""])


@pytest.mark.parametrize(
    "url",
    [
        "http://bot.example.org/whatsapp/webhook",
        URL + "/",
        URL + "?x=1",
        "https://evil.example/whatsapp/webhook",
    ],
)
def test_another_address_is_another_signature(url: str) -> None:
    form = payload("text")
    assert not genuine(url, form, signature(URL, form, TOKEN), [TOKEN])
