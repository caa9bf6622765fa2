  # Values (R) of the states before the selected tokens of a padded batch, with all that torch's own
  # way back needs. For tests.
  def naive_values(self: __torch__.Policy, w: List[Tensor], head: Tensor, ids: Tensor, selected: Tensor, configuration: Tensor) -> Tensor:
    hidden = self.trunk(w, ids[:, :-1], self.settings(configuration))
    hidden = torch.index_select(hidden.reshape([-1, hidden.size(-1)]), 0, selected)
    return torch.squeeze(torch.linear(hidden, head, None), 1)
