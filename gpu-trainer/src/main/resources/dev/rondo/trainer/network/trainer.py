  # What training adds to the policy program: entries for Java. The loss lives there; it hands over
  # its derivatives by the log-probabilities.

  # Last norm of the selected tokens of the last layer's output (1, N, hidden): (R, hidden). A token
  # is selected more than once where responses share a prompt; see add_rows for the GPU.
  def selected_hidden(self: __torch__.Policy, w: List[Tensor], c: List[float], last: Tensor, selected: Tensor) -> Tensor:
    rows = torch.squeeze(last, 0)
    if torch.eq(ops.prim.device(rows).type, "cpu"):
      rows = torch.index_select(rows, 0, selected)
    else:
      rows = torch.index(rows, annotate(List[Optional[Tensor]], [selected]))
    return self.rms_norm(rows, self.final_norm_weight(w, c), self.norm_epsilon(c))

  # Log-probabilities (R) and entropies (R) of the targets of a packed batch (see layers.py) under
  # softmax(logits / temperature), then what train_backward wants: the normalizers (R), the last
  # layer's output and what the layers keep. options: temperature, keep (0 nothing, 1 the layers'
  # inputs, 2 everything, 3 everything that adapters want; 2 and 3 with gradients recorded).
  def train_forward(self: __torch__.Policy, w: List[Tensor], batch: List[Tensor], configuration: Tensor, options: Tensor) -> List[Tensor]:
    c = self.settings(configuration)
    given = annotate(List[float], options.tolist())
    last, kept = self.layers_forward(w, c, batch, int(given[1]))
    hidden = torch.detach(self.selected_hidden(w, c, last, batch[3]))
    logprobs, entropies, normalizers = self.head_forward(w, c, hidden, batch, given[0])
    results = annotate(List[Tensor], [logprobs, entropies])
    if given[1] > 0.0:
      results.append(normalizers)
      results.append(last)
      for tensor in kept:
        results.append(tensor)
    return results

  # Adds the gradient of sum(coefficients * logprobs) by w to g, or by the adapters (one tensor:
  # none; else two a weight). forward: the results of train_forward from the normalizers on.
  # coefficients (R) float32. options: temperature, scale of the adapters.
  def train_backward(self: __torch__.Policy, w: List[Tensor], g: List[Tensor], adapters: List[Tensor], batch: List[Tensor], forward: List[Tensor], coefficients: Tensor, configuration: Tensor, options: Tensor) -> Tensor:
    c = self.settings(configuration)
    given = annotate(List[float], options.tolist())
    last = torch.requires_grad_(torch.detach(forward[1]))
    hidden = self.selected_hidden(w, c, last, batch[3])
    upstream = self.head_backward(w, g, adapters, c, torch.detach(hidden), batch, forward[0], coefficients, given[0])
    return self.trunk_backward(w, g, adapters, c, batch, forward, last, hidden, upstream, given[1])

  # The rest of the way back, from upstream (R, hidden), the derivative by the selected hidden
  # states.
  def trunk_backward(self: __torch__.Policy, w: List[Tensor], g: List[Tensor], adapters: List[Tensor], c: List[float], batch: List[Tensor], forward: List[Tensor], last: Tensor, hidden: Tensor, upstream: Tensor, scale: float) -> Tensor:
    place = self.layer_offset(c, self.layer_count(c))
    above = self.pull(w, g, adapters, [place], last, hidden, torch.type_as(upstream, hidden), scale)
    _1 = self.layers_backward(w, g, adapters, c, batch, forward[2:], above, scale)
    return torch.zeros([0], dtype=6, device=above.device)

  # The weights as they compute: in a type, with adapters (one tensor: none) merged in, or else ready
  # to be differentiated by. options: type, scale of the adapters. To be called as
  # if with gradients.
  def compute_weights(self: __torch__.Policy, w: List[Tensor], adapters: List[Tensor], options: Tensor) -> List[Tensor]:
    given = annotate(List[float], options.tolist())
    results = annotate(List[Tensor], [])
    for i in range(len(w)):
      value = torch.to(self.merged(w, adapters, i, given[1]), int(given[0]))
      if len(adapters) == 1:
        value = torch.requires_grad_(torch.detach(value))
      results.append(value)
    return results

  # The same into tensors that are there already.
  def refresh_weights(self: __torch__.Policy, compute: List[Tensor], w: List[Tensor], adapters: List[Tensor], options: Tensor) -> Tensor:
    given = annotate(List[float], options.tolist())
    for i in range(len(w)):
      if self.is_trained(adapters, i):
        _1 = torch.copy_(torch.detach(compute[i]), self.merged(w, adapters, i, given[1]))
    return torch.zeros([0], dtype=6, device=w[0].device)

  # Weight number place with its adapter merged in: base + scale * B A.
  def merged(self: __torch__.Policy, w: List[Tensor], adapters: List[Tensor], place: int, scale: float) -> Tensor:
    result = torch.detach(w[place])
    if len(adapters) > 1:
      if adapters[2 * place].numel() > 0:
        result = torch.add(result, torch.matmul(torch.detach(adapters[2 * place + 1]), torch.detach(adapters[2 * place])), alpha=scale)
    return result

  # Copies in a type.
  def copies(self: __torch__.Policy, w: List[Tensor], type: Tensor) -> List[Tensor]:
    results = annotate(List[Tensor], [])
    for tensor in w:
      results.append(torch.clone(torch.to(torch.detach(tensor), int(type))))
    return results
