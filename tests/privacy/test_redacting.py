"""What has the shape of contact data goes, what is medicine stays, and the places are those of the text as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportkit.privacy.numbers import is_card, is_iban, is_nhs_number, is_phone, is_ssn
from supportkit.privacy.redaction import Kind, PatternRedactor, find

MEDICINE = """
My CA 15-3 went from 31 to 27 since March.
Ca-125 35 U/ml, and 1250 U/ml before the operation.
Staged as pT2N1M0, grade 3, after the biopsy.
They give me docetaxel 75 mg/m2 every 21 days.
5-FU with folinic acid, 2400 mg/m2 over 46 hours.
HER2 3+ and ER 95 %, PR 80 %, Ki-67 20-30 %.
Palbociclib 125 mg on 21 of 28 days.
Leucocytes 3.2 x 10^9/L, neutrophils 1500/µl.
Platelets 150 000 per microlitre, then 1 500 000 with the marrow stim.
Platelets 1.250.000/µl were far too many.
Red cells 4 500 000 / µl, haemoglobin 11.4 g/dl.
GPT 1.2, GOT 0.9, gamma-GT 210 U/L.
I was at MD Anderson, then at the Royal Marsden.
The trial is NCT01234567, cohort 2, arm B.
Scan on 2026-11-23 at 09:30, the next on 23.11.2026.
Seen on 11/23/2026 and again on 3-4-27.
From 2019-2023 I was free of it.
BRCA1 c.5266dupC, BRCA2 c.5946delT.
KRAS G12C, EGFR exon 19 deletion, T790M.
ICD-10 C50.9, later C79.51 for the bones.
Gleason 4+3=7, PSA 0.02 ng/ml, before it was 12.4.
The dose was 50.4 Gy in 28 fractions of 1.8 Gy.
Creatinine 1.1, eGFR 62 ml/min/1.73 m2.
LDH 480, CRP 5.6, ferritin 1024.5 ng/ml.
Tumour of 23 x 17 x 9 mm in the left breast.
Blood pressure 120/80, pulse 72, 36.6 degrees.
Chemo weeks 1-2-3, rest in week 4.
FOLFOX6 then FOLFIRI, 12 cycles, every 14 days.
Trastuzumab-deruxtecan, 5.4 mg/kg.
Morphine 10 mg 1-0-1, and 5 mg when needed.
Dexamethasone 8-4-4-2-0 over five days.
Nab-paclitaxel 125 mg/m2 on days 1, 8, 15.
The stoma bag 1-piece, size 45 mm, order no. 4420.
Room 12-304, third floor, ask for the ward sister.
We paid 1 250 000 pesos for the drug.
It costs $1,250,000 without cover.
Survival 84.3 % (95 % CI 82.1-86.5), n = 1234567.
p < 0.0001234567 in the paper on it.
Oncotype DX 18, MammaPrint low, Ki67 14.
CEA 3.4 -> 12.8 -> 2.1 in six months.
CA 19-9 was 1370000 at the worst.
Calcium 2.35 mmol/l, vitamin D 31 nmol/l.
SUVmax 11.2 on the PET-CT, no Deauville 5.
ECOG 1, Karnofsky 80, weight 61.5 kg.
Marcador CA 15-3: 31 U/ml en la analítica.
Quimio cada 21 días, dosis de 75 mg/m2.
Plaquetas 150.000, leucocitos 3.200.
Hospital 12 de Octubre, planta 3, cama 14.
Metástasis en L2-L3, RM de columna el 12-03-2026.
Dolor 7/10 de noche, 3/10 por la mañana.
Fentanyl 25 micrograms per hour, patch every 72 h.
Hickman line 9.6 Fr, port on the right.
Ratio 1:2:3 of what they mix, at 10:30:15.
IgG 1.2.3 was a note of the nurse.
The study ISRCTN12345678 pays the taxi.
Two litres, 2.000 ml, in 24 hours.
No relapse at 12/24/36 months.
Ward B7 at St. Jude opens at 8am @ the weekend.
Temozolomide 150-200 mg/m2, 5 of 28 days.
Stage IIIB, then oligometastatic, then NED.
I am 54, she is 61, her mother died at 49.
Cycle length 28, 14 on, 14 off, 6 times.
Neutrophils .5, then 1.1, then 2.4 by Friday.
I was tired.No more chemo for me.Es todo.
Estaba cansada.es lo que hay.
Version 3.1 of the form, page 2 of 5.
The queue was number 1234567 or so it felt.
Lot 123456789 of the drug was called back.
CD4 count 350-500, CD8 700-900.
HbA1c 6.1 %, or 43 mmol/mol.
""".strip().splitlines()


@pytest.mark.parametrize("text", MEDICINE)
def test_words_of_medicine_stay(text: str):
    assert [(one.kind, text[one.start : one.end]) for one in find(text)] == []
    assert PatternRedactor().redact(text).text == text


def test_there_are_enough_of_them():
    assert len(set(MEDICINE)) >= 60


FOUND = [
    ("email", "ann.berg+chemo@mail.example.org", "Write to {}, please."),
    ("email", "ann@xn--bcher-kva.example", "<{}>"),
    ("email", "ann@bücher.example", "{} is mine"),
    ("email", "ann\uff20example.org", "Wide: {}."),
    ("email", "an\u200bn@example.org", "Hidden: {}."),
    ("email", "ann (at) example.org", "Spelt: {}."),
    ("email", "ann [at] example [dot] org", "Spelt: {}, yes"),
    ("email", "ann at example dot org", "Spelt: {} works"),
    ("email", "ana arroba ejemplo punto es", "Es {}"),
    ("url", "https://example.org/a?b=1", "See {}."),
    ("url", "www.example.org", "({})"),
    ("url", "chat.example.com", "It is {}, at night."),
    ("url", "t.me/ann_berg", "On {} always"),
    ("url", "https://example.org/", "<a href='{}'>"),
    ("ip", "192.168.10.7", "From {}."),
    ("ip", "2001:db8::7", "From {}, I think"),
    ("ip", "fe80:0:0:0:1:2:3:4", "From {}"),
    ("card", "4111 1111 1111 1111", "Paid by {}."),
    ("card", "5555-5555-5555-4444", "Paid by {}"),
    ("card", "378282246310005", "Paid by {}"),
    ("iban", "DE89 3704 0044 0532 0130 00", "To {} please"),
    ("iban", "GB82WEST12345698765432", "To {}."),
    ("iban", "es9121000418450200051332", "A {}"),
    ("card", "4111 1111 1111 1111", "Paid by {} 12/27"),
    ("card", "4111 1111 1111 1111", "Of 12 {}"),
    ("iban", "DE89370400440532013000", "Code ab12 {} it is"),
    ("phone", "415-555-0134", "Ring {} 2 or 3 times"),
    ("ssn", "125-17-4954", "My number, {}."),
    ("nhs_number", "943 476 5919", "I have {}"),
    ("nhs_number", "9434765919", "NHS number: {}"),
    ("phone", "+44 20 7946 0958", "Ring {}."),
    ("phone", "+1 (415) 555-0134", "Ring {} at night"),
    ("phone", "(415) 555-0134", "Ring {}"),
    ("phone", "415-555-0134", "Ring {}"),
    ("phone", "555-0134", "Call me on {}"),
    ("phone", "030 901820", "In Berlin {}"),
    ("phone", "0049 30 901820", "In Berlin {}"),
    ("phone", "612 34 56 78", "En Madrid, {}"),
    ("phone", "612345678", "Mi móvil: {}"),
    ("phone", "01.84.17.61.18", "À Paris {}"),
    ("phone", "\uff10\uff13\uff10 \uff19\uff10\uff11\uff18\uff12\uff10", "Wide {}"),
    ("phone", "\u0660\u0663\u0660 \u0669\u0660\u0661\u0668\u0662\u0660", "Arabic {}"),
    ("phone", "030\u2011901\u20118205", "Dashes {}"),
    ("phone", "415 555 0134 ext. 12", "Ring {}"),
    ("phone", "9498777106", "It is {}"),
    ("phone", "780 6326", "{} office"),
    ("handle", "@ann_berg.82", "I am {} there."),
]


@pytest.mark.parametrize(("kind", "piece", "sentence"), FOUND)
def test_contact_data_goes(kind: str, piece: str, sentence: str):
    text = sentence.format(piece)
    start = sentence.index("{}")
    assert find(text) == ((Kind(kind), start, start + len(piece)),)
    assert PatternRedactor().redact(text).text == sentence.format(f"[{kind}]")


def test_what_it_cannot_find_is_said():
    said = "Ann Berg, 12 Elm Street, born on 3 May"
    assert PatternRedactor().redact(said).text == said
    assert {"names_of_people", "postal_addresses", "dates_of_birth"} <= set(PatternRedactor().cannot_find)


def test_several_in_one_text_and_nothing_shown():
    redacted = PatternRedactor().redact("ann@example.org or +49 30 901820, not CA 15-3")
    assert redacted.text == "[email] or [phone], not CA 15-3"
    assert "CA 15-3" not in repr(redacted)


pieces = st.sampled_from([piece for _, piece, _ in FOUND] + MEDICINE) | st.text(max_size=20)


@given(parts=st.lists(pieces, max_size=8), gap=st.sampled_from((" ", "\n", ", ", "")))
def test_finds_lie_in_the_text_in_order_and_apart(parts: list[str], gap: str):
    text = gap.join(parts)
    spans = find(text)
    last = 0
    for span in spans:
        assert last <= span.start < span.end <= len(text)
        last = span.end
    redacted = PatternRedactor().redact(text)
    assert redacted.spans == spans
    kept = re.escape("")
    after = 0
    for span in spans:
        kept += re.escape(text[after : span.start]) + re.escape(f"[{span.kind}]")
        after = span.end
    assert re.fullmatch(kept + re.escape(text[after:]), redacted.text)


@given(digits=st.lists(st.integers(0, 9), min_size=11, max_size=18), wrong=st.integers(1, 9))
def test_one_wrong_digit_is_no_card(digits: list[int], wrong: int):
    body = "".join(map(str, digits))
    right = [last for last in range(10) if is_card(f"{body}{last}")]
    assert len(right) == 1 or len(set(digits)) == 1
    if right:
        assert not is_card(f"{body}{(right[0] + wrong) % 10}")


@given(account=st.text("0123456789", min_size=18, max_size=18), change=st.integers(1, 9), at=st.integers(4, 21))
def test_one_wrong_digit_is_no_iban(account: str, change: int, at: int):
    check = 98 - int(account + "131400") % 97
    iban = f"DE{check:02}{account}"
    assert is_iban(iban) == 22
    assert is_iban(f"{iban} and more") == 22
    assert is_iban(f"{iban}7") == 0
    assert is_iban(iban[:at] + str((int(iban[at]) + change) % 10) + iban[at + 1 :]) == 0


def test_numbers_that_are_none():
    assert is_iban("ZZ8937040044053201300012") == 0
    assert is_iban("DE89370400440532013") == 0
    assert not is_card("0000000000000000")
    assert [is_ssn(one) for one in ("000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000")] == [
        False
    ] * 5
    assert is_nhs_number("943 476 5919")
    assert not is_nhs_number("943 476 5918")
    assert not is_phone("+1 23456")
    assert not is_phone("12.3456789")
    assert is_phone("12345678", before="Ring ")
    assert not is_phone("12345678")
    assert not is_phone("90010-1708")
    assert not find("GB82WEST12345698765433 and ZZ82WEST12345698765432")
    assert not find("At 943 476 5918 mg it was too much")
    assert not find("Ring \u2488\u2489\u248a\u248b\u248c\u248d\u248e\u248f")  # numbers of a list, not digits
    assert not find("::: and 1::2::3 and 999.1.1.1 and 00::")


def test_a_million_marks_are_read_once():
    """An attack on a pattern is a text that it reads again and again; these are all read to their end."""
    for piece in ("a", "1", "1 ", "a.", "@", "a@", "1:", "https://", "(", "-", " dot ", "a at ", "\u0301"):
        assert PatternRedactor().redact(piece * 20_000).text is not None
