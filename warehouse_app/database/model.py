"""The declarative base that every model shares, and its naming of constraints."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

from warehouse_app.database.types import Json, Key, UtcTime, new_key

Id = Annotated[uuid.UUID, mapped_column(Key, primary_key=True, default=new_key)]
Text = Annotated[str, mapped_column(String, default="", server_default="")]
Number = Annotated[int, mapped_column(default=0, server_default="0")]
Amount = Annotated[int, mapped_column(BigInteger, default=0, server_default="0")]  # money in hundredths
Flag = Annotated[bool, mapped_column(default=False, server_default="0")]
Time = Annotated[datetime, mapped_column(UtcTime)]


class Model(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        uuid.UUID: Key, datetime: UtcTime, dict[str, Any]: Json, list[Any]: Json
    }  # fmt: skip
