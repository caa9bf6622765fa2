  # AdamW in place, piece by piece, so that nothing of the size of a large weight is made.

  # Sum of squares of all gradients, float64.
  def sum_of_squares(self: __torch__.Policy, g: List[Tensor]) -> float:
    squares = torch.zeros([], dtype=7, device=g[0].device)
    for tensor in g:
      flat = tensor.view([-1])
      start = 0
      while start < flat.size(0):
        piece = flat[start:start + 1048576]
        squares = squares + torch.sum(piece * piece, dtype=7)
        start = start + 1048576
    return float(squares)

  # Global norm of a gradient, a float64 scalar.
  def gradient_norm(self: __torch__.Policy, g: List[Tensor]) -> Tensor:
    return torch.full([], torch.sqrt(self.sum_of_squares(g)), dtype=7, device=g[0].device)

  # Place of the first tensor that holds a number which is not finite, or -1.
  def first_not_finite(self: __torch__.Policy, w: List[Tensor]) -> Tensor:
    result = -1
    for i in range(len(w)):
      flat = torch.detach(w[i]).view([-1])
      start = 0
      while result < 0 and start < flat.size(0):
        piece = flat[start:start + 1048576]
        rest = float(torch.sum(piece - piece))
        if rest != 0.0:
          result = i
        start = start + 1048576
    return torch.full([], result, dtype=4, device=w[0].device)

  # Sets gradients to zero, whatever they were.
  def forget(self: __torch__.Policy, g: List[Tensor]) -> Tensor:
    for i in range(len(g)):
      _1 = torch.zero_(g[i])
    return torch.zeros([0], dtype=6, device=g[0].device)

  # Adds another gradient to g and makes the other zero.
  def gather_gradient(self: __torch__.Policy, g: List[Tensor], other: List[Tensor]) -> Tensor:
    for i in range(len(g)):
      _1 = torch.add_(g[i], other[i])
      _2 = torch.zero_(other[i])
    return torch.zeros([0], dtype=6, device=g[0].device)

  # x (float32) to bfloat16, up or down at random such that the mean is x; noise is uniform from 0
  # to 1. Rounding to nearest would never let a moment change by less than 1/256 of itself.
  def round_at_random(self: __torch__.Policy, x: Tensor, noise: Tensor) -> Tensor:
    near = torch.to(x, 15)
    error = x - torch.to(near, 6)
    beyond = torch.nextafter(near, torch.to(torch.sign(error) * inf, 15))
    gap = torch.abs(torch.to(beyond, 6) - torch.to(near, 6))
    return torch.where(torch.lt(noise * gap, torch.abs(error)), beyond, near)

  # One step of AdamW with clipping by the global norm; afterwards g is zero. Weight decay is
  # decoupled and applied to matrices only. A norm that is not finite changes no weight and no
  # moment. m and v are float32 or bfloat16, w and g float32.
  #   hyper (9) float64: learning rate, beta1, beta2, epsilon, weight decay,
  #   1 - beta1^step, 1 - beta2^step, largest norm (0: no clipping), step
  # Returns the global norm before clipping, a float64 scalar.
  def adamw_step(self: __torch__.Policy, w: List[Tensor], m: List[Tensor], v: List[Tensor], g: List[Tensor], hyper: Tensor) -> Tensor:
    h = annotate(List[float], hyper.tolist())
    size = torch.sqrt(self.sum_of_squares(g))
    if size - size == 0.0:
      scale = 1.0
      if h[7] > 0.0:
        if size > h[7]:
          scale = h[7] / size
      torch.manual_seed(int(h[8]))
      for i in range(len(w)):
        decay = 0.0
        if w[i].dim() > 1:
          decay = h[0] * h[4]
        p = torch.detach(w[i]).view([-1])
        first = m[i].view([-1])
        second = v[i].view([-1])
        d = g[i].view([-1])
        start = 0
        while start < p.size(0):
          end = start + 1048576
          self.adamw_piece(p[start:end], first[start:end], second[start:end], d[start:end], h, scale, decay)
          start = end
    for tensor in g:
      _1 = torch.zero_(tensor)
    return torch.full([], size, dtype=7, device=g[0].device)

  # The step for a piece of one weight; all one-dimensional.
  def adamw_piece(self: __torch__.Policy, p: Tensor, m: Tensor, v: Tensor, g: Tensor, h: List[float], scale: float, decay: float) -> None:
    if scale != 1.0:
      _1 = torch.mul_(g, scale)
    first = torch.to(m, 6)
    squares = torch.to(v, 6)
    _2 = torch.add_(torch.mul_(first, h[1]), g, alpha=1.0 - h[1])
    _3 = torch.addcmul_(torch.mul_(squares, h[2]), g, g, value=1.0 - h[2])
    if decay > 0.0:
      _4 = torch.mul_(p, 1.0 - decay)
    spread = torch.add_(torch.sqrt_(squares / h[6]), h[3])
    _5 = torch.addcdiv_(p, first, spread, value=torch.neg(h[0] / h[5]))
    if m.element_size() < 4:
      noise = torch.rand_like(first)
      _6 = torch.copy_(m, self.round_at_random(first, noise))
      _7 = torch.copy_(v, self.round_at_random(squares, noise))
