"""Whether growth is at constant prices: because a text says so, or because it is growth of output."""

from __future__ import annotations

import re

_CONSTANT_PRICES = re.compile(
    r"可比价|可比價|可比口径|不变价|不變價|扣除价格|扣除價格|剔除价格|实际增[长速]|實質|实质增"
    r"|(?i:in real|real (?:terms|growth)|\breal\b|constant[- ](?:20[0-9]{2} )?price|\b[0-9]{4} prices)"
    r"|[0-9]{4}年(?:不变)?价格"
)

# Growth of these is published at constant prices, their values at current prices (China Statistical Yearbook,
# explanatory notes on national accounts).
_OUTPUT = re.compile(
    r"生产总值|GDP|(?:第[一二三]产业|工业|农业|林业|牧业|渔业|服务业|建筑业)增加值|劳动生产率"
)
_RATIO = re.compile(r"占|比重|比例|强度|单位|每|能耗|耗")


def is_output(name: str) -> bool:
    """Return whether an indicator is output in money, whose growth is usually stated at constant prices.

    Examples
    --------
    >>> is_output("地区生产总值"), is_output("文化产业增加值占GDP比重"), is_output("旅游总收入")
    (True, False, False)
    """
    return _OUTPUT.search(name) is not None and _RATIO.search(name) is None


def names_constant_prices(text: str) -> bool:
    """Return whether a text names constant or comparable prices, which nominal values cannot confirm.

    Examples
    --------
    >>> names_constant_prices("7.1%(可比价)"), names_constant_prices("7.1% in real terms")
    (True, True)
    """
    return _CONSTANT_PRICES.search(text) is not None
