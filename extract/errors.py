"""What can go wrong with a document that a person gave us, each with one sentence that says what to do.

ZhengtuError
├── DocumentError           the file cannot be read as a policy document
│   ├── MissingFile
│   ├── EmptyFile
│   ├── BinaryFile          no text at all: a picture, an archive, a program
│   ├── UnknownEncoding
│   ├── UnknownFormat       a format that is not read: .doc, .wps, .ofd, .pptx …
│   ├── ProtectedFile       a password is asked for
│   ├── DamagedFile         its format is read, this file is broken
│   ├── ScannedFile         pages that are pictures, with no text to read
│   ├── OversizedFile       larger, once unpacked, than a document is
│   ├── SlowFile            reading it takes longer than it may
│   └── FatalFile           reading it takes its process down
├── ReadingFault            a defect of ours that a document brought out
├── BadAnnotation           an annotation that cannot be compared with an extraction
└── graph.errors.*          the store and its queries
"""


class ZhengtuError(Exception):
    """The root of every error that a user can meet; its text is one line fit to be shown."""


class DocumentError(ZhengtuError):
    """A file that cannot be read as a policy document."""


class MissingFile(DocumentError):
    """No such file or folder."""


class EmptyFile(DocumentError):
    """The file holds no text."""


class BinaryFile(DocumentError):
    """The file is no text."""


class UnknownEncoding(DocumentError):
    """The bytes are none of the encodings that we read."""


class UnknownFormat(DocumentError):
    """The file's format is not one that we read."""


class ProtectedFile(DocumentError):
    """The file asks for a password."""


class DamagedFile(DocumentError):
    """The file is broken."""


class ScannedFile(DocumentError):
    """The file's pages are pictures without text."""


class OversizedFile(DocumentError):
    """The file is larger than any policy document."""


class SlowFile(DocumentError):
    """Reading the file takes longer than it may."""


class FatalFile(DocumentError):
    """Reading the file takes the process down that reads it."""


class ReadingFault(ZhengtuError):
    """Reading the file failed, and it is this program that is at fault."""


class BadAnnotation(ZhengtuError):
    """The file holds no annotation, or one that cannot be compared with an extraction."""
