  # Log-probabilities of given tokens.

  # Hidden states (..., hidden) to logits (..., V), in float32 whatever the weights' type.
  def logits(self: __torch__.Policy, w: List[Tensor], c: List[float], hidden: Tensor) -> Tensor:
    return torch.to(self.linear(hidden, self.head_weight(w, c), None), 6)

  # ids (B, T) right-padded: prompt and response. Returns (B, T-1): at column t the natural
  # log-probability of token t+1 under softmax(logits / temperature), and the same of the entropy
  # of that distribution. Columns outside the response are to be ignored. Differentiable in w.
  def token_logprobs(self: __torch__.Policy, w: List[Tensor], ids: Tensor, c: List[float], temperature: float) -> Tuple[Tensor, Tensor]:
    hidden = self.trunk(w, ids[:, :-1], c)
    all = torch.log_softmax(self.logits(w, c, hidden) / temperature, -1)
    chosen = torch.squeeze(torch.gather(all, -1, torch.unsqueeze(ids[:, 1:], -1)), -1)
    fixed = torch.detach(all)
    entropy = torch.neg(torch.sum(torch.exp(fixed) * fixed, [-1]))
    return (chosen, entropy)

  # The same for the tokens at flat indices only (row * (T-1) + column of token_logprobs), which
  # spares logits of prompt and padding. Returns (N) and (N).
  def selected_logprobs(self: __torch__.Policy, w: List[Tensor], ids: Tensor, selected: Tensor, c: List[float], temperature: float) -> Tuple[Tensor, Tensor]:
    hidden = self.trunk(w, ids[:, :-1], c)
    hidden = torch.index_select(hidden.reshape([-1, hidden.size(-1)]), 0, selected)
    targets = torch.index_select(ids[:, 1:].reshape([-1]), 0, selected)
    all = torch.log_softmax(self.logits(w, c, hidden) / temperature, -1)
    chosen = torch.squeeze(torch.gather(all, -1, torch.unsqueeze(targets, -1)), -1)
    fixed = torch.detach(all)
    entropy = torch.neg(torch.sum(torch.exp(fixed) * fixed, [-1]))
    return (chosen, entropy)

  # Entry for Java: as selected_logprobs; temperature is a tensor of one element.
  def response_logprobs(self: __torch__.Policy, w: List[Tensor], ids: Tensor, selected: Tensor, configuration: Tensor, temperature: Tensor) -> Tuple[Tensor, Tensor]:
    return self.selected_logprobs(w, ids, selected, self.settings(configuration), float(temperature))

  # As response_logprobs without gradients and entropies; the logits of at most chunk tokens exist
  # at a time.
  def score(self: __torch__.Policy, w: List[Tensor], ids: Tensor, selected: Tensor, configuration: Tensor, temperature: Tensor, chunk: Tensor) -> Tensor:
    c = self.settings(configuration)
    hidden = self.trunk(w, ids[:, :-1], c)
    hidden = torch.index_select(hidden.reshape([-1, hidden.size(-1)]), 0, selected)
    targets = torch.unsqueeze(torch.index_select(ids[:, 1:].reshape([-1]), 0, selected), 1)
    results = annotate(List[Tensor], [])
    size = int(chunk)
    start = 0
    while start < selected.size(0):
      all = torch.log_softmax(self.logits(w, c, hidden[start:start + size]) / float(temperature), -1)
      results.append(torch.gather(all, -1, targets[start:start + size]))
      start = start + size
    return torch.squeeze(torch.cat(results, 0), -1)
