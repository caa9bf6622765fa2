  # From hidden states to log-probabilities and back, a slice of the vocabulary at a time: rows x
  # vocabulary never exists.

  # Number of vocabulary entries that are computed at a time for so many rows.
  def slice_size(self: __torch__.Policy, rows: int, vocabulary: int) -> int:
    return min(vocabulary, max(256, 4194304 // max(1, rows)))

  # Logits / temperature of hidden (R, hidden) for the entries of a slice (C, hidden), float32.
  def slice_logits(self: __torch__.Policy, hidden: Tensor, slice: Tensor, temperature: float) -> Tensor:
    result = torch.to(torch.linear(hidden, slice, None), 6)
    if temperature != 1.0:
      result = result / temperature
    return result

  # Takes stop tokens out of the distribution where a response could not end yet: writes to l (R, C),
  # the logits of entries from start on. batch[5] (R) says at which rows, batch[6] which tokens; a
  # batch without them has no such rows. A finite number, so that 0 times it is 0.
  def hold_stops(self: __torch__.Policy, l: Tensor, batch: List[Tensor], start: int) -> Tensor:
    result = l
    if len(batch) > 5:
      place = batch[6] - start
      columns = torch.masked_select(place, torch.logical_and(torch.ge(place, 0), torch.lt(place, l.size(1))))
      if columns.size(0) > 0:
        is_held = torch.unsqueeze(torch.ne(batch[5], 0), 1)
        held = torch.masked_fill(torch.index_select(l, 1, columns), is_held, -1e+30)
        result = torch.index_copy_(l, 1, columns, held)
    return result

  # hidden (R, hidden) after the last norm; batch[4] are the targets (R). Returns (R) each:
  # log-probabilities of the targets, entropies, and the logarithm of the sum of exponentials.
  def head_forward(self: __torch__.Policy, w: List[Tensor], c: List[float], hidden: Tensor, batch: List[Tensor], temperature: float) -> Tuple[Tensor, Tensor, Tensor]:
    targets = batch[4]
    head = torch.detach(self.head_weight(w, c))
    R = hidden.size(0)
    V = head.size(0)
    size = self.slice_size(R, V)
    highest = torch.full([R, 1], -inf, dtype=6, device=hidden.device)
    total = torch.zeros([R, 1], dtype=6, device=hidden.device)
    weighted = torch.zeros([R, 1], dtype=6, device=hidden.device)
    chosen = torch.zeros([R, 1], dtype=6, device=hidden.device)
    column = torch.unsqueeze(targets, 1)
    start = 0
    while start < V:
      end = min(V, start + size)
      l = self.hold_stops(self.slice_logits(hidden, head[start:end], temperature), batch, start)
      place = torch.clamp(column - start, 0, end - start - 1)
      is_here = torch.eq(place, column - start)
      chosen = torch.where(is_here, torch.gather(l, 1, place), chosen)
      above = torch.maximum(highest, torch.amax(l, [1], True))
      e = torch.exp_(l - above)
      shrink = torch.exp(highest - above)
      total = total * shrink + torch.sum(e, [1], True)
      weighted = weighted * shrink + torch.sum(torch.mul_(l, e), [1], True)
      highest = above
      start = end
    normalizer = highest + torch.log(total)
    entropy = normalizer - weighted / total
    return (torch.squeeze(chosen - normalizer, 1), torch.squeeze(entropy, 1), torch.squeeze(normalizer, 1))

  # Derivative of sum(coefficients * logprobs) by hidden, float32; that by the head's matrix is added
  # to g. normalizer (R) as head_forward returned it.
  def head_backward(self: __torch__.Policy, w: List[Tensor], g: List[Tensor], adapters: List[Tensor], c: List[float], hidden: Tensor, batch: List[Tensor], normalizer: Tensor, coefficients: Tensor, temperature: float) -> Tensor:
    targets = batch[4]
    head = torch.detach(self.head_weight(w, c))
    place_of_head = 0
    if not self.is_tied(c):
      place_of_head = len(w) - 1
    R = hidden.size(0)
    V = head.size(0)
    size = self.slice_size(R, V)
    result = torch.zeros([R, hidden.size(1)], dtype=6, device=hidden.device)
    by_logit = torch.unsqueeze(coefficients / temperature, 1)
    column = torch.unsqueeze(targets, 1)
    is_trained = self.is_trained(adapters, place_of_head)
    start = 0
    while start < V:
      end = min(V, start + size)
      slice = head[start:end]
      l = self.hold_stops(self.slice_logits(hidden, slice, temperature), batch, start)
      p = torch.exp_(torch.sub_(l, torch.unsqueeze(normalizer, 1)))
      d = torch.mul_(p, torch.neg(by_logit))
      place = torch.clamp(column - start, 0, end - start - 1)
      is_here = torch.eq(place, column - start)
      _1 = torch.scatter_add_(d, 1, place, torch.where(is_here, by_logit, torch.zeros_like(by_logit)))
      d = torch.type_as(d, hidden)
      _2 = torch.add_(result, torch.matmul(d, slice))
      if is_trained:
        _3 = torch.add_(g[place_of_head][start:end], torch.matmul(d.t(), hidden))
      start = end
    return result
