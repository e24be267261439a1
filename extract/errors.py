"""What can go wrong with a document that a person gave us, each with one sentence that says what to do.

ZhengtuError
├── DocumentError           the file cannot be read as a policy document
│   ├── MissingFile
│   ├── EmptyFile
│   ├── BinaryFile
│   └── UnknownEncoding
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
