"""Masked names and phone numbers."""

from __future__ import annotations

import pytest

from warehouse_app.domain.masking import mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍길동", "홍*동"), ("홍길", "홍*"), ("남궁민수", "남**수"), ("김", "*"), ("", ""),
        ("John Smith", "J*** S****"), ("O'Neil", "*'N***"), ("홍길동(회사)", "홍*동(회*)"), ("山田太郎", "山**郎"),
        ("김철수2", "김*수2"),
    ],
)  # fmt: skip
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("010-1234-5678", "010-****-5678"), ("01012345678", "010-****-5678"), ("010 1234 5678", "010 **** 5678"),
        ("02-123-4567", "02-***-4567"), ("0212345678", "02-****-5678"), ("031-1234-5678", "031-****-5678"),
        ("0502-1234-5678", "0502-1234-5678"), ("050212345678", "050212345678"),
        ("+82 10-1234-5678", "+82 10-****-5678"), ("+1 415 555 2671", "+1 4** *** 2671"), ("1588-1234", "****-1234"),
        ("010-1234-5678 / 02-123-4567", "010-****-5678 / 02-***-4567"), ("홍길동 010-1234-5678", "010-****-5678"),
        ("", ""), ("없음", ""), ("12", ""),
    ],
)  # fmt: skip
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked
