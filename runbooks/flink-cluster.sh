#!/usr/bin/env bash
# A Flink session cluster on this machine from the jars that the build left: one JobManager and
# TaskManagers, each a process of its own. For trying a cluster out and for tests; on a real one the
# same jars go to lib/, with the same settings.
#
# Everything listens on this machine alone, and speaks TLS only to those who have the key that is made
# here at each start: DIR/conf/cluster.p12, readable by its user alone, as is the configuration beside
# it with the password. A driver takes both from --flinkConfDir=DIR/conf, or FLINK_CONF_DIR.
#
#   runbooks/flink-cluster.sh start [DIR]    DIR (default .rondo/flink) takes configuration and logs
#   runbooks/flink-cluster.sh add [DIR]      one more TaskManager, such as for one that died
#   runbooks/flink-cluster.sh stop [DIR]
#
# Environment: REST_PORT (8181), RPC_PORT (6223), TASK_MANAGERS (2), SLOTS (2, of each), JAVA_HOME;
# RONDO_BUILD, a directory with the jar of rondo-pipelines and lib/ (the newest build of ./rondo, or else
# what Maven left in pipelines/target);
# OMP_NUM_THREADS (1) must be what run.yaml says under compute. The instruction set is avx2, unless
# ATEN_CPU_CAPABILITY is set; then MKL_CBWR and ONEDNN_MAX_CPU_ISA are taken as they are, too.
set -euo pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
directory=${2:-$home/.rondo/flink}
spelled=$directory # as a cluster of an earlier version was started, where a link is on the way
if [[ -d $directory ]]; then
  spelled=$(cd "$directory" && pwd)
  directory=$(cd "$directory" && pwd -P)
fi
rest_port=${REST_PORT:-8181}
task_managers=${TASK_MANAGERS:-2}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
keytool=${JAVA_HOME:+$JAVA_HOME/bin/}keytool
flags=(-Dai.djl.offline=true -Dai.djl.pytorch.graph_optimizer=false
  -Dai.djl.pytorch.num_interop_threads=1 -Dlogback.configurationFile=rondo-logback.xml)
# Loading the keys takes longer than Pekko's 10 s on a machine that is busy, and Flink's own
# pekko.startup-timeout does not reach it.
flags+=(-Dpekko.remote.classic.startup-timeout=120s)
for package in util lang nio util.concurrent net time; do
  flags+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
done

find_build() { # sets build; held as by ./rondo for as long as a process of the cluster lives
  local name=
  build=${RONDO_BUILD:-}
  if [[ -z $build && -e $directory/build ]]; then # a TaskManager as the others
    build=$(cat "$directory/build")
  elif [[ -z $build ]]; then
    { read -r name <"$home/.rondo/built"; } 2>/dev/null || true
    build=$home/.rondo/builds/$name
    [[ -n $name && -f $build/in-use ]] || build=$home/pipelines/target
  fi
  if [[ ! -d $build/lib ]]; then
    echo "Cannot start: the program is not built in $build (run ./rondo --help once)" >&2
    exit 1
  fi
  build=$(cd "$build" && pwd)
  if [[ -f $build/in-use ]] && command -v flock >/dev/null; then
    exec 8<"$build/in-use"
    if ! flock -n -s 8 2>/dev/null && [[ ! -f $build/in-use ]]; then
      echo "Cannot start: $build is being removed, for a newer build is there (start again)" >&2
      exit 1
    fi
  fi
}

class_path() { # the program and its libraries, without the direct runner
  local jar entries=()
  for jar in "$build"/rondo-pipelines-*.jar "$build"/lib/*.jar; do
    case $jar in
      *-tests.jar | *beam-runners-direct*) ;;
      *) entries+=("$jar") ;;
    esac
  done
  (IFS=: && printf '%s' "${entries[*]}")
}

resources() { # what Flink's own scripts compute: first the flags of the JVM, then settings
  "$java" -cp "$classes" org.apache.flink.runtime.util.bash.BashJavaUtils "$1" \
    --configDir "$directory/conf" 2>/dev/null | sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p'
}

launch() { # name, resource kind, main class, further arguments
  local name=$1 kind=$2 main=$3 computed
  shift 3
  mapfile -t computed < <(resources "$kind")
  # shellcheck disable=SC2086 # both lines are lists of words
  "$java" ${computed[0]} "${flags[@]}" -Djava.io.tmpdir="$directory/tmp" \
    -Drondo.log="$directory/$name.log" -cp "$classes" "$main" \
    --configDir "$directory/conf" ${computed[1]:-} "$@" >"$directory/$name.out" 2>&1 </dev/null &
  echo $! >>"$directory/pids"
  echo $! >"$directory/$name.pid"
}

launch_task_manager() { # number
  launch "taskmanager-$1" GET_TM_RESOURCE_PARAMS \
    org.apache.flink.runtime.taskexecutor.TaskManagerRunner \
    -D "taskmanager.resource-id=taskmanager-$1"
}

numeric_class() { # of every process that samples
  classes=$(class_path)
  export DJL_CACHE_DIR=${DJL_CACHE_DIR:-$home/.rondo/djl}
  export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
  if [[ -z ${ATEN_CPU_CAPABILITY:-} ]]; then
    export ATEN_CPU_CAPABILITY=avx2 MKL_CBWR=AVX2 ONEDNN_MAX_CPU_ISA=AVX2
  fi
}

add() {
  local number=1
  if [[ ! -e $directory/pids ]]; then
    echo "Cannot add a TaskManager: $directory has no cluster (start it first)" >&2
    exit 1
  fi
  refuse_remains "add a TaskManager"
  find_build
  while [[ -e $directory/taskmanager-$number.pid ]]; do number=$((number + 1)); done
  numeric_class
  launch_task_manager "$number"
  echo "TaskManager $number starts"
}

is_ours() { # process: whether it is one of this cluster, and not another that got its number later
  local line
  if [[ -d /proc/self ]]; then
    line=$({ tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null) || return 1
  else
    line="$(ps -ww -o args= -p "$1" 2>/dev/null) " || return 1
  fi
  [[ "$line " == *" --configDir $directory/conf "* || "$line " == *" --configDir $spelled/conf "* ]]
}

living() { # those of the processes that live, a line each
  local pid
  while read -r pid; do
    if is_ours "$pid"; then echo "$pid"; fi
  done <"$directory/pids"
}

refuse_remains() { # what was wanted
  if [[ -z $(living) ]]; then
    echo "Cannot $1: of the cluster in $directory no process lives any more, as after a restart of the" \
      "machine (allowed: runbooks/flink-cluster.sh stop $directory, which clears it away, then start)" >&2
    exit 1
  fi
}

all_live() {
  local pid
  while read -r pid; do kill -0 "$pid" 2>/dev/null || return 1; done <"$directory/pids"
}

make_key() { # one key for all: who has it is of the cluster, who has not is refused
  password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  rm -f "$directory/conf/cluster.p12"
  KEY_PASSWORD=$password "$keytool" -genkeypair -alias cluster -keyalg RSA -keysize 3072 \
    -validity 3650 -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12 \
    -keystore "$directory/conf/cluster.p12" -storepass:env KEY_PASSWORD \
    >"$directory/keytool.out" 2>&1 || {
    echo "Cannot start: $keytool made no key (see $directory/keytool.out; allowed: that of a JDK 17" \
      "or newer)" >&2
    exit 1
  }
}

ready() { # waits for the TaskManagers, as long as all processes live
  local waiting
  "$java" "${flags[@]}" -Djava.io.tmpdir="$directory/tmp" -Drondo.log="$directory/ready.log" \
    -cp "$classes" dev.rondo.pipelines.AwaitFlink "$directory/conf" "$task_managers" "$1" \
    >"$directory/ready.out" 2>&1 </dev/null &
  waiting=$!
  while kill -0 "$waiting" 2>/dev/null; do
    if ! all_live; then
      kill "$waiting" 2>/dev/null
      return 1
    fi
    sleep 0.5
  done
  wait "$waiting"
}

start() {
  if [[ -e $directory/pids ]]; then
    refuse_remains start
    echo "Cannot start: $directory has a cluster (stop it first)" >&2
    exit 1
  fi
  rm -f "$directory/build" # of a start that was killed
  find_build
  others=$(umask)
  umask 077
  mkdir -p "$directory/conf" "$directory/tmp"
  directory=$(cd "$directory" && pwd -P)
  chmod 700 "$directory" "$directory/conf" "$directory/tmp" 2>/dev/null || {
    echo "Cannot start: $directory belongs to somebody else (allowed: a directory of your own)" >&2
    exit 1
  }
  rm -f "$directory/conf/flink-conf.yaml"
  printf '%s\n' "$build" >"$directory/build"
  make_key
  cat >"$directory/conf/flink-conf.yaml" <<EOF
jobmanager.rpc.address: localhost
jobmanager.rpc.port: ${RPC_PORT:-6223}
jobmanager.bind-host: localhost
jobmanager.memory.process.size: 768m
jobmanager.memory.jvm-metaspace.size: 192m
taskmanager.memory.process.size: 1024m
taskmanager.memory.jvm-metaspace.size: 192m
taskmanager.memory.managed.size: 64m
taskmanager.memory.network.min: 32mb
taskmanager.memory.network.max: 32mb
taskmanager.memory.task.off-heap.size: 192m
taskmanager.bind-host: localhost
taskmanager.host: localhost
taskmanager.numberOfTaskSlots: ${SLOTS:-2}
rest.address: localhost
rest.bind-address: localhost
rest.port: $rest_port
security.ssl.internal.enabled: true
security.ssl.rest.enabled: true
security.ssl.rest.authentication-enabled: true
security.ssl.keystore: $directory/conf/cluster.p12
security.ssl.keystore-password: $password
security.ssl.key-password: $password
security.ssl.truststore: $directory/conf/cluster.p12
security.ssl.truststore-password: $password
security.ssl.algorithms: TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
web.submit.enable: false
web.cancel.enable: false
web.access-control-allow-origin: https://localhost:$rest_port
cluster.evenly-spread-out-slots: true
heartbeat.interval: 2000
heartbeat.timeout: 10000
heartbeat.rpc-failure-threshold: 2
restart-strategy.type: exponential-delay
restart-strategy.exponential-delay.initial-backoff: 1 s
restart-strategy.exponential-delay.max-backoff: 10 s
restart-strategy.exponential-delay.backoff-multiplier: 1.5
restart-strategy.exponential-delay.reset-backoff-threshold: 2 min
restart-strategy.exponential-delay.attempts-before-reset-backoff: 30
jobmanager.execution.failover-strategy: region
taskmanager.network.sort-shuffle.min-buffers: 64
classloader.resolve-order: parent-first
io.tmp.dirs: $directory/tmp
blob.storage.directory: $directory/tmp
web.tmpdir: $directory/tmp
EOF
  umask "$others" # the datasets are as their user wants them
  numeric_class
  launch jobmanager GET_JM_RESOURCE_PARAMS \
    org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint
  for ((i = 1; i <= task_managers; i++)); do
    launch_task_manager "$i"
  done
  if ready 180; then
    echo "Flink is ready at localhost:$rest_port with $task_managers TaskManagers"
    return
  fi
  stop
  echo "Cannot start: Flink is not ready after $SECONDS s (see $directory/*.log and *.out)" >&2
  exit 1
}

stop() { # what they have in tmp goes when they are gone
  local patience
  if [[ ! -e $directory/pids ]]; then
    return
  fi
  living | xargs kill 2>/dev/null || true
  for ((patience = 60; patience > 0; patience--)); do
    [[ -n $(living) ]] || break
    sleep 0.5
  done
  living | xargs kill -9 2>/dev/null || true
  while [[ -n $(living) ]]; do sleep 0.1; done
  rm -rf "$directory/pids" "$directory"/*.pid "$directory/tmp" "$directory/build" \
    "$directory/conf/cluster.p12" "$directory/conf/flink-conf.yaml"
}

case ${1:-} in
  start) start ;;
  add) add ;;
  stop) stop ;;
  *)
    echo "Usage: runbooks/flink-cluster.sh start|add|stop [DIR]" >&2
    exit 2
    ;;
esac
