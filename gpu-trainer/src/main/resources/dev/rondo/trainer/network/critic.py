  # What a critic adds to the policy program: values of tokens and their gradient.
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
