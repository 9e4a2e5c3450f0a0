"""Whether a printed text says that growth is at constant prices."""

from __future__ import annotations

import re

_CONSTANT_PRICES = re.compile(
    r"可比价|可比價|可比口径|不变价|不變價|扣除价格|扣除價格|剔除价格|实际增[长速]|實質|实质增"
    r"|(?i:in real|real (?:terms|growth)|\breal\b|constant[- ](?:20[0-9]{2} )?price|\b[0-9]{4} prices)"
    r"|[0-9]{4}年(?:不变)?价格"
)


def names_constant_prices(text: str) -> bool:
    """Return whether a text names constant or comparable prices, which nominal values cannot confirm.

    Examples
    --------
    >>> names_constant_prices("7.1%(可比价)"), names_constant_prices("7.1% in real terms")
    (True, True)
    """
    return _CONSTANT_PRICES.search(text) is not None
