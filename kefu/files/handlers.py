"""How a form's files come in (FILE_UPLOAD_HANDLERS): nothing of them lies readable on disk before it was looked at."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from kefu.files import sealed


class SealedUploads(FileUploadHandler):
    """Takes what is too large for memory."""

    file: Any = None

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        self.file = UploadedFile(
            sealed.temporary(), self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        del start
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.file.seek(0)
        self.file.size = file_size
        return self.file  # type: ignore[no-any-return]

    def upload_interrupted(self) -> None:
        if self.file is not None:
            self.file.close()
