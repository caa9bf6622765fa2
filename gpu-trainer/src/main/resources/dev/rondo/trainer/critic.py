  # What a critic adds to the policy program: values of tokens, their gradient and its optimizer.
  # w are the weights of a trunk of the policy's shape, head (1, hidden) what turns its hidden states
  # into values.

  # Values (R) float32 of the states before the selected tokens of a packed batch (see layers.py);
  # then what value_backward wants. options: keep, as in train_forward.
  def value_forward(self: __torch__.Policy, w: List[Tensor], head: Tensor, batch: List[Tensor], configuration: Tensor, options: Tensor) -> List[Tensor]:
    c = self.settings(configuration)
    keep = int(annotate(List[float], options.tolist())[0])
    last, kept = self.layers_forward(w, c, batch, keep)
    hidden = torch.detach(self.selected_hidden(w, c, last, batch[3]))
    results = annotate(List[Tensor], [torch.squeeze(torch.linear(hidden, torch.detach(head), None), 1)])
    if keep > 0:
      results.append(torch.zeros([0], dtype=6, device=last.device))
      results.append(last)
      for tensor in kept:
        results.append(tensor)
    return results

  # Adds the gradient of sum(coefficients * values) by w to g and by head to head_gradient.
  # forward: the results of value_forward from the second on. coefficients (R) float32.
  def value_backward(self: __torch__.Policy, w: List[Tensor], g: List[Tensor], head: Tensor, head_gradient: Tensor, batch: List[Tensor], forward: List[Tensor], coefficients: Tensor, configuration: Tensor) -> Tensor:
    c = self.settings(configuration)
    last = torch.requires_grad_(torch.detach(forward[1]))
    hidden = self.selected_hidden(w, c, last, batch[3])
    column = torch.unsqueeze(coefficients, 1)
    _1 = torch.add_(head_gradient, torch.matmul(torch.transpose(column, 0, 1), torch.detach(hidden)))
    upstream = torch.matmul(column, torch.detach(head))
    none = annotate(List[Tensor], [torch.zeros([0], dtype=6, device=last.device)])
    return self.trunk_backward(w, g, none, c, batch, forward, last, hidden, upstream, 1.0)

  # Global norm of a gradient, a float64 scalar.
  def gradient_norm(self: __torch__.Policy, g: List[Tensor]) -> Tensor:
    return torch.full([], torch.sqrt(self.sum_of_squares(g)), dtype=7, device=g[0].device)

  # One step of AdamW without weight decay, with clipping by the global norm, in place; afterwards g
  # is zero. A norm that is not finite changes nothing else.
  #   hyper (7) float64: learning rate, beta1, beta2, epsilon, 1 - beta1^step, 1 - beta2^step,
  #   largest norm (0: no clipping)
  # Returns the global norm before clipping, a float64 scalar.
  def critic_step(self: __torch__.Policy, w: List[Tensor], m: List[Tensor], v: List[Tensor], g: List[Tensor], hyper: Tensor) -> Tensor:
    h = annotate(List[float], hyper.tolist())
    squares = torch.zeros([], dtype=7, device=w[0].device)
    for i in range(len(g)):
      squares = squares + torch.sum(g[i] * g[i], dtype=7)
    norm = torch.sqrt(squares)
    size = float(norm)
    if size - size == 0.0:
      scale = 1.0
      if h[6] > 0.0:
        if size > h[6]:
          scale = h[6] / size
      for i in range(len(w)):
        d = torch.mul_(g[i], scale)
        _1 = torch.add_(torch.mul_(m[i], h[1]), d, alpha=1.0 - h[1])
        _2 = torch.addcmul_(torch.mul_(v[i], h[2]), d, d, value=1.0 - h[2])
        spread = torch.add_(torch.sqrt(v[i] / h[5]), h[3])
        _3 = torch.addcdiv_(torch.detach(w[i]), m[i], spread, value=torch.neg(h[0] / h[4]))
    _4 = self.forget(g)
    return norm

  # Sets gradients to zero, whatever they were.
  def forget(self: __torch__.Policy, g: List[Tensor]) -> Tensor:
    for i in range(len(g)):
      _1 = torch.zero_(g[i])
    return torch.zeros([0], dtype=6, device=g[0].device)
