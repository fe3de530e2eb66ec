"""The rules of returns that every house begins with; version 0, until a supervisor saves others."""

from __future__ import annotations

from warehouse_app.domain.grading import Row

_FOOD, _COSMETICS = "식품|food", "화장품|cosmetics"
_CLOTHING, _ELECTRONICS = "의류|clothing", "전자제품|electronics"


def _question(
    key: str, ko: str, en: str, *choices: tuple[str, str, str], category: str = "", when: str = ""
) -> list[Row]:
    return [
        Row("question", key, category, when, ko=ko, en=en),
        *(Row("choice", f"{key}.{name}", category, ko=of_ko, en=of_en) for name, of_ko, of_en in choices),
    ]


def _state(category: str = "") -> list[Row]:
    return _question(
        "state", "어떤 상태인가요?", "What is it like?",
        ("sealed", "미개봉 (봉인 그대로)", "Sealed, never opened"),
        ("opened", "개봉됨", "Opened"),
        ("wrong", "다른 상품 또는 빈 박스", "Another product, or an empty box"),
        category=category,
    )  # fmt: skip


def _use(category: str = "") -> list[Row]:
    return _question(
        "use", "사용 흔적이 있나요?", "Are there signs of use?",
        ("none", "없음", "None"),
        ("slight", "작은 흠집 2개까지", "Up to two small scratches"),
        ("more", "작은 흠집 3개까지", "Up to three small scratches"),
        ("heavy", "뚜렷한 사용 흔적·파손", "Clear use or damage"),
        category=category, when="state=opened",
    )  # fmt: skip


def _complete(category: str = "") -> list[Row]:
    return _question(
        "complete", "구성품이 다 있나요?", "Is everything in the box?",
        ("yes", "모두 있음", "All of it"),
        ("minor", "작은 구성품 없음", "A minor part is missing"),
        ("no", "주요 구성품 없음", "An important part is missing"),
        category=category, when="state=opened;use!=heavy",
    )  # fmt: skip


def _works(category: str = "") -> list[Row]:
    return _question(
        "works", "정상 작동하나요?", "Does it work?",
        ("yes", "작동함", "Yes"), ("no", "작동 안 함", "No"), ("na", "해당 없음", "Nothing to test"),
        category=category, when="state=opened;use!=heavy;complete!=no",
    )  # fmt: skip


def _grade(name: str, when: str, ko: str, en: str, category: str = "") -> Row:
    return Row("grade", name, category, when, ko=ko, en=en)


def _common_grades(category: str = "") -> list[Row]:
    return [
        _grade("S", "state=sealed", "미개봉", "Unopened, the seal is intact", category),
        _grade("X", "state=wrong", "우리 상품이 아님", "Not what was sent", category),
    ]


def _to(name: str, when: str, percent: int, ko: str, en: str, category: str = "") -> Row:
    return Row("disposition", name, category, when, str(percent), ko=ko, en=en)


DEFAULT_ROWS: tuple[Row, ...] = (
    # -- goods of any category
    *_state(), *_use(), *_complete(), *_works(),
    *_question("clean", "닦으면 깨끗해지나요?", "Can it be cleaned?",
               ("yes", "예", "Yes"), ("no", "아니요", "No"),
               when="state=opened;use=slight|more;complete!=no;works!=no"),
    *_common_grades(),
    _grade("D", "use=heavy", "사용·파손이 뚜렷함", "Clear use or damage"),
    _grade("D", "complete=no", "주요 구성품 없음", "An important part is missing"),
    _grade("D", "works=no", "작동하지 않음", "It does not work"),
    _grade("D", "clean=no", "닦이지 않음", "It cannot be cleaned"),
    _grade("A", "use=none;complete=yes", "개봉만 됨, 구성품 모두 있음", "Opened, no sign of use, complete"),
    _grade("B", "use=slight;complete=yes", "작은 흠집, 정상 작동, 구성품 모두 있음",
           "Small scratches, works, complete"),
    _grade("C", "state=opened", "흠집 또는 작은 구성품 없음", "Scratches, or a minor part is missing"),
    _to("hold", "grade=X", 0, "담당자 확인", "Somebody decides"),
    _to("restock_new", "grade=S", 100, "새 상품으로 판매", "Sold as new"),
    _to("restock_graded", "grade=A", 85, "등급 상품으로 판매", "Sold as graded"),
    _to("restock_graded", "grade=B", 70, "등급 상품으로 판매", "Sold as graded"),
    _to("refurbish", "grade=C;value>=50000", 50, "리퍼 가치가 있음", "Worth refurbishing"),
    _to("donate", "grade=C;value<5000", 0, "팔 가치가 적음", "Worth too little to sell"),
    _to("liquidate", "grade=C", 25, "묶음 매각", "Sold in a lot"),
    _to("vendor", "grade=D;reason=BROKEN|INCORRECT_INFO;value>=30000", 40, "공급사 책임", "The vendor's fault"),
    _to("refurbish", "grade=D;value>=100000", 35, "리퍼 가치가 있음", "Worth refurbishing"),
    _to("dispose", "grade=D;value<10000", 0, "팔 가치가 없음", "Worth nothing"),
    _to("liquidate", "grade=D", 15, "묶음 매각", "Sold in a lot"),
    _to("hold", "", 0, "규칙 없음", "No rule fits"),
    # -- clothing: the tag tells
    *_state(_CLOTHING),
    *_question("tag", "택이 그대로 달려 있나요?", "Is the tag still on?",
               ("yes", "달려 있음", "Yes"), ("no", "떨어짐", "No"), category=_CLOTHING, when="state=opened"),
    *_question("worn", "입은 흔적이 있나요?", "Was it worn?",
               ("no", "없음", "No"), ("tried", "입어 본 정도", "Tried on"), ("worn", "입었음", "Worn"),
               category=_CLOTHING, when="state=opened"),
    *_question("stain", "얼룩이나 냄새가 있나요?", "Are there stains or smells?",
               ("no", "없음", "No"), ("yes", "있음", "Yes"), category=_CLOTHING, when="state=opened;worn!=worn"),
    *_question("clean", "세탁·다림질로 되나요?", "Can it be washed or ironed out?",
               ("yes", "예", "Yes"), ("no", "아니요", "No"), category=_CLOTHING, when="state=opened;stain=yes"),
    *_common_grades(_CLOTHING),
    _grade("D", "worn=worn", "입은 옷", "It was worn", _CLOTHING),
    _grade("D", "clean=no", "얼룩이 지워지지 않음", "The stain stays", _CLOTHING),
    _grade("C", "stain=yes", "세탁하면 판매 가능", "Sold after washing", _CLOTHING),
    _grade("A", "tag=yes;worn=no", "택 있음, 입지 않음", "Tag on, not worn", _CLOTHING),
    _grade("B", "state=opened", "택 없음 또는 입어 봄", "No tag, or tried on", _CLOTHING),
    _to("hold", "grade=X", 0, "담당자 확인", "Somebody decides", _CLOTHING),
    _to("restock_new", "grade=S", 100, "새 상품으로 판매", "Sold as new", _CLOTHING),
    _to("restock_new", "grade=A", 95, "다시 포장해 새 상품으로 (양품화)", "Repacked and sold as new", _CLOTHING),
    _to("restock_graded", "grade=B", 70, "등급 상품으로 판매", "Sold as graded", _CLOTHING),
    _to("refurbish", "grade=C;value>=20000", 50, "세탁 후 판매", "Sold after washing", _CLOTHING),
    _to("donate", "grade=C|D;value<50000", 0, "기부", "Given away", _CLOTHING),
    _to("liquidate", "", 15, "묶음 매각", "Sold in a lot", _CLOTHING),
    # -- food and cosmetics: what was opened is never sold
    *_state(_FOOD), *_common_grades(_FOOD),
    _grade("D", "state=opened", "개봉한 식품", "Opened food", _FOOD),
    _to("hold", "grade=X", 0, "담당자 확인", "Somebody decides", _FOOD),
    _to("dispose", "", 0, "반품 식품은 팔지 않음", "Returned food is never sold", _FOOD),
    *_state(_COSMETICS), *_common_grades(_COSMETICS),
    _grade("D", "state=opened", "개봉한 화장품", "Opened cosmetics", _COSMETICS),
    _to("hold", "grade=X", 0, "담당자 확인", "Somebody decides", _COSMETICS),
    _to("restock_new", "grade=S", 100, "새 상품으로 판매", "Sold as new", _COSMETICS),
    _to("dispose", "", 0, "개봉한 화장품은 팔지 않음", "Opened cosmetics are never sold", _COSMETICS),
    # -- electronics: tested, and the customer's data erased
    *_state(_ELECTRONICS), *_use(_ELECTRONICS), *_complete(_ELECTRONICS), *_works(_ELECTRONICS),
    *_question("reset", "초기화했나요?", "Is the customer's data erased?",
               ("yes", "초기화함", "Yes"), ("no", "초기화 안 됨", "It cannot be"), ("na", "해당 없음", "It keeps none"),
               category=_ELECTRONICS, when="state=opened;use!=heavy;complete!=no;works!=no"),
    *_common_grades(_ELECTRONICS),
    _grade("D", "use=heavy", "사용·파손이 뚜렷함", "Clear use or damage", _ELECTRONICS),
    _grade("D", "complete=no", "주요 구성품 없음", "An important part is missing", _ELECTRONICS),
    _grade("D", "works=no", "작동하지 않음", "It does not work", _ELECTRONICS),
    _grade("D", "reset=no", "초기화되지 않음", "The customer's data is still on it", _ELECTRONICS),
    _grade("A", "use=none;complete=yes", "개봉만 됨, 정상 작동", "Opened, works, complete", _ELECTRONICS),
    _grade("B", "use=slight;complete=yes", "작은 흠집, 정상 작동", "Small scratches, works", _ELECTRONICS),
    _grade("C", "state=opened", "흠집 또는 작은 구성품 없음", "Scratches, or a minor part is missing", _ELECTRONICS),
    _to("hold", "grade=X", 0, "담당자 확인", "Somebody decides", _ELECTRONICS),
    _to("restock_new", "grade=S", 100, "새 상품으로 판매", "Sold as new", _ELECTRONICS),
    _to("restock_graded", "grade=A", 85, "등급 상품으로 판매", "Sold as graded", _ELECTRONICS),
    _to("refurbish", "grade=B|C", 60, "리퍼 후 판매", "Sold after refurbishing", _ELECTRONICS),
    _to("vendor", "grade=D;reason=BROKEN", 40, "공급사 책임", "The vendor's fault", _ELECTRONICS),
    _to("liquidate", "", 20, "묶음 매각", "Sold in a lot", _ELECTRONICS),
    # -- evidence
    Row("photo", when="grade=D|X", ko="손상·오배송 증거", en="Proof of damage"),
    Row("photo", when="value>=300000", ko="고가 상품", en="Worth a lot"),
)  # fmt: skip
