# config.sh - the lab's slurm.conf and its companions. Sourced by slurmlab.sh.
# shellcheck shell=bash

CLUSTER=${SLURMLAB_CLUSTER:-main}
PARTITIONS=${SLURMLAB_PARTITIONS:-training:20 shared:4}               # NAME:NODES, the first is the default partition
GRES=${SLURMLAB_GRES:-gpu:16}                                         # of each node; typed: gpu:a100:8,gpu:h100:8
CPUS=${SLURMLAB_CPUS:-64}                                             # that each node claims to have
ENFORCE=${SLURMLAB_ENFORCE:-associations,limits,qos,safe}
DEBUG=${SLURMLAB_DEBUG:-info}
NODES=0
for partition in $PARTITIONS; do NODES=$((NODES + ${partition#*:})); done
HOST=$(uname -n); HOST=${HOST%%.*}
PORT=$(cat "$D/port" 2>/dev/null || echo 0)
ALL_NODES=$(seq -s, -f 'gpu%.0f' 1 "$NODES")

set_ports() { DBD_PORT=$((PORT + 1)) REST_PORT=$((PORT + 2)) SLURMD_PORT=$((PORT + 10)); }
set_ports

write_config() {
  set_ports
  mkdir -p "$D"/{etc,munge,db,state,spool,dev}
  chmod 755 "$D"/{etc,run,log,munge,db,state,spool,dev}
  [ -s "$D/munge/munge.key" ] || (umask 077; head -c 128 /dev/urandom > "$D/munge/munge.key")
  [ -s "$D/etc/jwt_hs256.key" ] || (umask 077; head -c 32 /dev/urandom > "$D/etc/jwt_hs256.key")
  gres_conf > "$D/etc/gres.conf"
  { slurm_conf; nodes_and_partitions; } > "$D/etc/slurm.conf"
  # slurmd loads a cgroup plugin even when nothing uses it; v1 with a mount point that is only a path never touches the host's cgroups
  printf 'CgroupPlugin=cgroup/v1\nCgroupMountpoint=%s/cgroup\nCgroupAutomount=no\n' "$D" > "$D/etc/cgroup.conf"
  : > "$D/etc/plugstack.conf"
  (umask 077; slurmdbd_conf > "$D/etc/slurmdbd.conf") # must be 0600 and beside slurm.conf
}

gres_types() { local spec; for spec in ${GRES//,/ }; do spec=${spec#gpu:}; [[ $spec != *:* ]] || echo "${spec%:*}"; done; }
gres_conf() { # a gpu needs File=, each a character device of its own: links to /dev/null will do
  local spec count type device=0 i
  echo AutoDetect=off
  for spec in ${GRES//,/ }; do
    count=${spec##*:}; type=${spec#gpu:}; type=${type%"$count"}; type=${type%:}
    for ((i = device; i < device + count; i++)); do ln -sfn /dev/null "$D/dev/nvidia$i"; done
    echo "NodeName=$ALL_NODES Name=gpu ${type:+Type=$type }File=$D/dev/nvidia[$device-$((device + count - 1))]"
    device=$((device + count))
  done
}
nodes_and_partitions() {
  local i partition first=1 default=YES
  for ((i = 1; i <= NODES; i++)); do
    echo "NodeName=gpu$i NodeHostname=$HOST NodeAddr=127.0.0.1 Port=$((SLURMD_PORT + i - 1)) CPUs=$CPUS RealMemory=256000 Gres=$GRES State=UNKNOWN"
  done
  for partition in $PARTITIONS; do
    echo "PartitionName=${partition%:*} Nodes=$(seq -s, -f 'gpu%.0f' $first $((first + ${partition#*:} - 1))) Default=$default MaxTime=INFINITE State=UP DefMemPerCPU=1"
    first=$((first + ${partition#*:})) default=NO
  done
}
slurm_conf() {
  cat <<CONF
ClusterName=$CLUSTER
SlurmctldHost=$HOST(127.0.0.1)
SlurmctldPort=$PORT
SlurmdPort=$SLURMD_PORT
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$D/munge/munge.socket
CredType=cred/munge
AuthAltTypes=auth/jwt
AuthAltParameters=jwt_key=$D/etc/jwt_hs256.key
StateSaveLocation=$D/state
SlurmdSpoolDir=$D/spool/%n
SlurmctldPidFile=$D/run/slurmctld.own.pid
SlurmdPidFile=$D/run/slurmd.%n.own.pid
SlurmctldDebug=$DEBUG
SlurmdDebug=$DEBUG
# nothing that needs cgroups, systemd or real hardware
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
PreemptType=preempt/none
ReturnToService=2
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
GresTypes=gpu
# schedule at once
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,bf_interval=1,bf_resolution=1
# accounting. AccountingStoragePass is the munge SOCKET used towards slurmdbd
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$DBD_PORT
AccountingStoragePass=$D/munge/munge.socket
AccountingStorageTRES=gres/gpu$(gres_types | sed 's|^|,gres/gpu:|' | tr -d '\n')
AccountingStorageEnforce=$ENFORCE
AccountingStoreFlags=job_comment
# usage that GrpTRESMins is compared with: no decay, no reset
PriorityType=priority/multifactor
PriorityDecayHalfLife=0
PriorityUsageResetPeriod=NONE
PriorityCalcPeriod=1
PriorityWeightFairshare=1000
# short timeouts
MessageTimeout=10
SlurmctldTimeout=30
SlurmdTimeout=60
InactiveLimit=0
KillWait=1
Waittime=0
CompleteWait=0
MinJobAge=300
${SLURMLAB_EXTRA_CONF:-}
CONF
}
slurmdbd_conf() {
  cat <<CONF
DbdHost=$HOST
DbdAddr=127.0.0.1
DbdPort=$DBD_PORT
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$D/munge/munge.socket
AuthAltTypes=auth/jwt
AuthAltParameters=jwt_key=$D/etc/jwt_hs256.key
DebugLevel=$DEBUG
PidFile=$D/run/slurmdbd.own.pid
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=slurm
StoragePass=slurmlab
StorageLoc=slurm_acct_db
CONF
}
