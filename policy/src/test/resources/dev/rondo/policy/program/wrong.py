  # A part that does not compile: line 4 names a variable that is not there.

  def wrong(self: __torch__.Policy, x: Tensor) -> Tensor:
    return x + absent
