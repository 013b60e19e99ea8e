"""XML from strangers: no DTD, no entity, no network, bounded size and depth.

expat reads the prolog first and stops at the root element, so a document type declaration is refused before
lxml or python-docx sees a byte of the part.
"""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from documents.errors import DamagedError, ExternalEntityError, TooLargeError
from documents.limits import Limits


class _PrologRead(Exception):  # noqa: N818 - not an error: the way out of expat
    pass


class _Doctype(Exception):  # noqa: N818
    pass


def refuse_dtd(data: bytes, part: str) -> None:
    """Pass if `data` reaches its root element without a DTD.

    Raises:
        ExternalEntityError: a document type declaration, hence possible entities.
        DamagedError: not XML up to its root element.
    """

    def doctype(*_: object) -> None:
        raise _Doctype

    def root(*_: object) -> None:
        raise _PrologRead

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(data, True)
    except _PrologRead:
        return
    except _Doctype:
        raise ExternalEntityError(
            f"文件的 XML（{part}）里有文档类型声明或外部实体，出于安全不予读取。请用 Word 重新保存后再上传。"
        ) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise DamagedError(f"文件已损坏：其中的 {part} 不是完整的 XML。") from error
    raise DamagedError(f"文件已损坏：其中的 {part} 没有内容。")


def parse(data: bytes, part: str, limits: Limits) -> etree._Element:
    """Root element of the XML part.

    Raises:
        ExternalEntityError, DamagedError: see `refuse_dtd`.
        TooLargeError: over `limits.xml_part` bytes or `limits.xml_tags` tags.
    """
    if len(data) > limits.xml_part or data.count(b"<") > limits.xml_tags:
        raise TooLargeError(f"文件的正文部分（{part}）过大，无法审校。请拆分后再上传。")
    refuse_dtd(data, part)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedError(f"文件已损坏：其中的 {part} 不是完整的 XML，或嵌套过深。") from error
