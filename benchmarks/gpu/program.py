"""The policy program by itself under the PyTorch at hand: no JVM, no DJL.

    python program.py parity  FOLDER DEVICE          does DEVICE compute what the processor computes?
    python program.py device  DEVICE                 bandwidth and matrix products of the device
    python program.py profile FOLDER DEVICE ROWS     where the time of a sampling step goes
    python program.py attention FOLDER DEVICE        attention by tiles beside one call for all

FOLDER holds program.pt and program.json, which `benchmarks/run program` wrote. Weights are random.
A line that begins with "NOT KEPT" is a bound that was not kept; then the exit status is 1.
"""

import json
import math
import sys
import time
from pathlib import Path

import torch

FLOAT32, BFLOAT16 = 6, 15
TYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
failed = False


def say(text):
    print(text, flush=True)


def report(what, value, bound):
    global failed
    kept = value <= bound
    failed = failed or not kept
    say(f"{'' if kept else 'NOT KEPT: '}{what}: {value:.3g} (at most {bound:.3g})")


def wait(device):
    if device == "cuda":
        torch.cuda.synchronize()


def load(folder, device):
    description = json.loads((Path(folder) / "program.json").read_text())
    module = torch.jit.load(str(Path(folder) / "program.pt"), map_location=device)
    return module, description


def random_weights(description, seed=1):
    """Weights on the processor, float32: standard deviation 0.02, norms 1."""
    generator = torch.Generator().manual_seed(seed)
    weights = []
    for name, shape in description["weights"].items():
        weight = torch.ones(shape) if "norm" in name else torch.randn(shape, generator=generator) * 0.02
        weights.append(weight)
    return weights


def vector(values, device, dtype=torch.float64):
    return torch.tensor(values, dtype=dtype, device=device)


def packed_batch(vocabulary, device):
    """Two prompts, each shared by three responses; then two sequences with prompts of their own."""
    generator = torch.Generator().manual_seed(2)
    ids, positions, tiles, selected = [], [], [], []
    prompt, columns, rows = 12, 20, 3
    for _ in range(2):
        first = len(ids)
        ids += torch.randint(0, vocabulary, (prompt,), generator=generator).tolist()
        positions += list(range(prompt))
        tiles += [first, 1, prompt, 0, 0]
        start = len(ids)
        ids += torch.randint(0, vocabulary, (rows * columns,), generator=generator).tolist()
        positions += [prompt + t % columns for t in range(rows * columns)]
        tiles += [start, rows, columns, first, prompt]
        selected += [first + prompt - 1] * rows + list(range(start, start + rows * columns))
    start = len(ids)
    ids += torch.randint(0, vocabulary, (2 * 30,), generator=generator).tolist()
    positions += [t % 30 for t in range(60)]
    tiles += [start, 2, 30, 0, 0]
    selected += list(range(start, start + 60))
    targets = torch.randint(0, vocabulary, (len(selected),), generator=generator).tolist()
    return [vector(v, device, torch.int64) for v in (ids, positions, tiles, selected, targets)]


def forward_and_backward(module, description, weights, device, dtype, keep):
    """Log-probabilities of a packed batch and the gradient by every weight."""
    code = FLOAT32 if dtype == torch.float32 else BFLOAT16
    masters = [w.to(device) for w in weights]
    none = [torch.zeros(0, device=device)]
    compute = module.compute_weights(masters, none, vector([code, 1.0], device))
    gradients = [torch.zeros_like(w) for w in masters]
    batch = packed_batch(description["vocabulary"], device)
    configuration = vector(description["configuration"], device)
    found = module.train_forward(compute, batch, configuration, vector([1.0, keep], device))
    generator = torch.Generator().manual_seed(3)
    coefficients = torch.randn(found[0].shape, generator=generator).to(device)
    module.train_backward(
        compute, gradients, none, batch, found[2:], coefficients, configuration, vector([1.0, 1.0], device))
    return found[0].detach().float().cpu(), [g.float().cpu() for g in gradients]


def relative(expected, actual):
    squares = sum(float(((e - a).double() ** 2).sum()) for e, a in zip(expected, actual))
    return math.sqrt(squares / sum(float((e.double() ** 2).sum()) for e in expected))


def only_on_a_gpu(module, description):
    """What the program does on no processor: run for its shapes, on tensors without content."""
    x = torch.empty(1, 7, device="meta")
    assert module.running_sum(x).shape == x.shape and module.look_interval(x) == 16
    ids = torch.zeros(5, dtype=torch.int64, device="meta")
    module.add_rows(torch.empty(9, 4, device="meta"), ids, torch.empty(5, 4, device="meta"))
    weights = [torch.empty(shape, device="meta") for shape in description["weights"].values()]
    last = torch.empty(1, 12, weights[0].shape[1], device="meta")
    hidden = module.selected_hidden(weights, description["configuration"], last, ids)
    assert hidden.shape == (5, weights[0].shape[1])
    say("what only a GPU does: resolves, with the right shapes")


def parity(folder, device):
    here, description = load(folder, "cpu")
    there, _ = load(folder, device)
    weights = random_weights(description)
    only_on_a_gpu(here, description)
    say(f"PyTorch {torch.__version__} loads the program {description['digest'][:12]}")
    exact = None
    for name, dtype in TYPES.items():
        for keep in (1.0, 2.0):
            expected, by_weight = forward_and_backward(here, description, weights, "cpu", dtype, keep)
            actual, gradients = forward_and_backward(there, description, weights, device, dtype, keep)
            if exact is None:
                exact = (expected, by_weight)
            bounds = (1e-3, 1e-3) if dtype == torch.float32 else (0.05, 0.05)
            kind = "kept" if keep == 2.0 else "computed again"
            report(f"{device}, {name}, activations {kind}: log-probabilities",
                   float((expected - actual).abs().max()), bounds[0])
            report(f"{device}, {name}, activations {kind}: gradient, relative",
                   relative(by_weight, gradients), bounds[1])
    report(f"{device}, bfloat16 beside float32: gradient, relative", relative(exact[1], gradients), 0.1)


def device_speed(device):
    """What the bounds of sampling and training are measured against."""
    size = 1 << (30 if device == "cuda" else 24)
    source = torch.zeros(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    edge = 8192 if device == "cuda" else 256
    a = torch.randn(edge, edge, device=device, dtype=torch.bfloat16)
    b = torch.randn(edge, edge, device=device, dtype=torch.bfloat16)

    def seconds(work, count=10):
        for _ in range(3):
            work()
        wait(device)
        start = time.perf_counter()
        for _ in range(count):
            work()
        wait(device)
        return (time.perf_counter() - start) / count

    name = torch.cuda.get_device_name(0) if device == "cuda" else "the processor"
    copied = 2 * size / seconds(lambda: target.copy_(source))
    products = 2 * edge**3 / seconds(lambda: torch.matmul(a, b))
    say(f"{name}: copies {copied / 1e9:.1f} GB/s read and written,"
        f" products of {edge} x {edge} bfloat16 {products / 1e12:.1f} TFLOP/s")
    say(f"bandwidth-gb {copied / 1e9:.3f}")


def sampling_state(module, description, device, rows, columns):
    """Weights in the sampler's form, caches and the rest of what `advance` takes."""
    c = description["configuration"]
    layers, heads, key_heads, dimension = (int(v) for v in c[:4])
    plain = [w.to(device, torch.bfloat16) for w in random_weights(description)]
    stride = (len(plain) - (2 if c[7] else 3)) // layers
    weights = [plain[0]]
    for layer in range(layers):
        own = plain[1 + layer * stride : 1 + (layer + 1) * stride]
        joined = [torch.cat(own[1:4]), torch.cat(own[6:8])]
        if c[6]:
            joined.append(torch.cat(own[9:12]))
        weights += module.sampling_layer(own, joined)
    weights.append(plain[1 + layers * stride])
    weights.append(module.sampling_head(plain[0] if c[7] else plain[-1]))
    caches = [torch.zeros(rows, key_heads, columns, dimension, dtype=torch.bfloat16, device=device)
              for _ in range(2 * layers)]
    return weights, caches


def profile(folder, device, rows):
    module, description = load(folder, device)
    prompt, steps = 128, 32
    with torch.inference_mode():
        weights, caches = sampling_state(module, description, device, rows, prompt + 3 * steps)
        configuration = vector(description["configuration"], device)
        positions = torch.arange(prompt + 3 * steps, device=device)
        cosines, sines = module.position_tables(positions, configuration)
        stops = torch.zeros(description["vocabulary"], dtype=torch.bool, device=device)
        state = [torch.arange(rows, device=device), torch.zeros(rows, dtype=torch.int64, device=device),
                 torch.full((rows,), prompt - 1, device=device),
                 torch.ones(rows, dtype=torch.bool, device=device)]

        def advance(at, state):
            uniforms = torch.rand(rows, steps, dtype=torch.float64, device=device)
            found = module.advance(weights, caches, state, [cosines, sines, stops], uniforms, configuration,
                                   vector([1.0, 0, 1.0, at, 1], device))
            return list(found[3:])

        state = advance(prompt - 1, state)
        wait(device)
        start = time.perf_counter()
        state = advance(prompt - 1 + steps, state)
        wait(device)
        plain = time.perf_counter() - start
        activities = [torch.profiler.ProfilerActivity.CPU]
        if device == "cuda":
            activities.append(torch.profiler.ProfilerActivity.CUDA)
        with torch.profiler.profile(activities=activities) as found:
            advance(prompt - 1 + 2 * steps, state)
            wait(device)
    events = found.key_averages()
    launches = sum(e.count for e in events if "LaunchKernel" in e.key)
    waits = sum(e.count for e in events if e.key in ("aten::_local_scalar_dense", "aten::nonzero"))
    say(f"{device}, {rows} rows: {1e3 * plain / steps:.2f} ms a step without the profiler,"
        f" {launches / steps:.0f} launches a step, {waits / steps:.2f} waits a step")

    def own_time(event):
        return event.self_device_time_total if device == "cuda" else event.self_cpu_time_total

    total = sum(own_time(e) for e in events)
    for event in sorted(events, key=own_time, reverse=True)[:10]:
        say(f"  {100 * own_time(event) / max(1, total):5.1f} % {own_time(event) / steps:8.1f} us a step"
            f" {event.count / steps:6.1f} times  {event.key[:90]}")


def attention(folder, device):
    """Attention of one layer over a batch of equal sequences: tiles, and one call for all of them."""
    module, description = load(folder, device)
    c = description["configuration"]
    heads, key_heads, dimension = (int(v) for v in c[1:4])
    rows, columns = (16, 1024) if device == "cuda" else (3, 64)
    n = rows * columns
    schema = str(torch.ops.aten._flash_attention_forward.default._schema)
    say(f"one call for variable lengths: {schema[:160]} ...")
    kind = device if device == "cuda" else "meta"
    generator = torch.Generator().manual_seed(4)
    q, k, v = (torch.randn(n, h, dimension, generator=generator).to(kind, torch.bfloat16)
               for h in (heads, key_heads, key_heads))
    offsets = torch.arange(0, n + 1, columns, dtype=torch.int32, device=kind)

    def together():
        return torch.ops.aten._flash_attention_forward(
            q, k, v, offsets, offsets, columns, columns, 0.0, True, False)[0]

    def tiles():
        result = []
        for i in range(rows):
            part = slice(i * columns, (i + 1) * columns)
            wide = [t[part].transpose(0, 1).unsqueeze(0).repeat_interleave(heads // key_heads, 1) for t in (k, v)]
            result.append(torch.nn.functional.scaled_dot_product_attention(
                q[part].transpose(0, 1).unsqueeze(0), *wide, is_causal=True).squeeze(0).transpose(0, 1))
        return torch.cat(result)

    if device != "cuda":
        say(f"the call takes these arguments (shapes only): {tuple(together().shape)}")
        return
    report("one call beside tiles, bfloat16: largest difference",
           float((together().float() - tiles().float()).abs().max()), 0.05)
    for what, work in (("tiles", tiles), ("one call", together)):
        work()
        wait(device)
        start = time.perf_counter()
        for _ in range(20):
            work()
        wait(device)
        say(f"attention forward, {rows} sequences of {columns}, by {what}: {(time.perf_counter() - start) * 50:.3f} ms")


def main():
    command, *rest = sys.argv[1:]
    torch.manual_seed(0)
    if command == "parity":
        parity(*rest)
    elif command == "device":
        device_speed(*rest)
    elif command == "profile":
        profile(rest[0], rest[1], int(rest[2]))
    elif command == "attention":
        attention(*rest)
    else:
        sys.exit(f"Cannot do: {command} (allowed: parity, device, profile, attention)")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
