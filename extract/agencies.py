"""Whether a name is that of a particular office, by its shape: a place's or level's prefix, a body, an office's ending.

>>> identify("市科技局"), identify("企业自行")
('市科技局', None)
"""

import re

_OFFICE = re.compile(
    r"(?:国家|中央|国务院|省|市|县|区|州)?[一-鿿（）]{1,18}(?:局|委|厅|办|部|署|总署|委员会|集团|公司|海关|银行|科协|总工会|妇联|团委)$"
)


def identify(name: str) -> str | None:
    """The name itself where it is shaped like one office's name, else None."""
    return (
        name
        if _OFFICE.fullmatch(name) and not re.search(r"部门$|干部$|全部$|内部$|外部$|总部$|的|由|要|能够", name)
        else None
    )
