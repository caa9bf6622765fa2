# The class that every part adds methods to. Parts are indented as its body and joined in order.
# Types are those of serialized TorchScript: dtype=4 is int64, dtype=6 float32, dtype=7 float64.
class Policy(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  _is_full_backward_hook : Optional[bool]
