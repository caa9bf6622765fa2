"""Golden bytes of a TensorBoard event file, made by TensorBoard's own writer (pip install tensorboard).

Usage: events.py OUT. The one event has wall time 1700000000.25, step 300 and two scalars.
"""
import io
import sys

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

out = io.BytesIO()
writer = RecordWriter(out)
writer.write(event_pb2.Event(wall_time=1700000000.25, file_version="brain.Event:2").SerializeToString())
summary = summary_pb2.Summary()
for tag, value in (("rollout/reward", 0.40625), ("train/loss", 0.6931471805599453)):
    summary.value.add(tag=tag, simple_value=value)
event = event_pb2.Event(wall_time=1700000000.25, step=300, summary=summary)
writer.write(event.SerializeToString())
with open(sys.argv[1], "wb") as file:
    file.write(out.getvalue())
