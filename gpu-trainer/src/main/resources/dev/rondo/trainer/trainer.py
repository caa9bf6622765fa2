  # What training adds to the policy program: gradients and the optimizer. Log-probabilities come
  # from response_logprobs; the loss lives in Java, which hands over its derivatives.

  # Adds the gradient of sum(coefficients * logprobs) by w to g, in place. logprobs (N) as
  # response_logprobs returned it with gradients recorded, coefficients (N) float32.
  # Returns the sum, a scalar.
  def accumulate(self: __torch__.Policy, w: List[Tensor], g: List[Tensor], logprobs: Tensor, coefficients: Tensor) -> Tensor:
    value = torch.sum(logprobs * coefficients)
    gradients = torch.grad([value], w)
    for i in range(len(w)):
      _1 = torch.add_(g[i], torch._unwrap_optional(gradients[i]))
    return torch.detach(value)

  # One step of AdamW with clipping by the global norm, everything in place; afterwards g is zero.
  # Weight decay is decoupled and applied to matrices only. A norm that is not finite changes no
  # weight and no moment.
  #   hyper (8) float64: learning rate, beta1, beta2, epsilon, weight decay,
  #   1 - beta1^step, 1 - beta2^step, largest norm (0: no clipping)
  # Returns the global norm before clipping, a float64 scalar.
  def adamw_step(self: __torch__.Policy, w: List[Tensor], m: List[Tensor], v: List[Tensor], g: List[Tensor], hyper: Tensor) -> Tensor:
    h = annotate(List[float], hyper.tolist())
    squares = torch.zeros([], dtype=7, device=w[0].device)
    for i in range(len(g)):
      squares = squares + torch.sum(g[i] * g[i], dtype=7)
    norm = torch.sqrt(squares)
    size = float(norm)
    if size - size == 0.0:
      scale = 1.0
      if h[7] > 0.0:
        if size > h[7]:
          scale = h[7] / size
      for i in range(len(w)):
        p = torch.detach(w[i])
        d = g[i]
        _1 = torch.mul_(d, scale)
        _2 = torch.add_(torch.mul_(m[i], h[1]), d, alpha=1.0 - h[1])
        _3 = torch.addcmul_(torch.mul_(v[i], h[2]), d, d, value=1.0 - h[2])
        if p.dim() > 1:
          _4 = torch.mul_(p, 1.0 - h[0] * h[4])
        spread = torch.add_(torch.sqrt(v[i] / h[6]), h[3])
        _5 = torch.addcdiv_(p, m[i], spread, value=torch.neg(h[0] / h[5]))
    for i in range(len(g)):
      _6 = torch.zero_(g[i])
    return norm
