import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** Where Debian puts daemons, which is not on everybody's PATH. */
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo"];

/** Why no cluster can be started here; null where one can. */
export function whyNoSlurm(): string | null {
  if (process.getuid?.() !== 0) return "Slurm's daemons are started as root";
  const missing = PROGRAMS.filter(
    (name) => spawnSync("sh", ["-c", `command -v ${name}`], { env: { PATH } }).status !== 0,
  );
  return missing.length === 0 ? null : `not installed: ${missing.join(", ")}`;
}

/** A cluster of this machine alone, with its files in a folder of its own. */
export interface SlurmNode {
  /** What a command needs to find this cluster and no other. */
  readonly env: NodeJS.ProcessEnv;
  /** Numbers of the jobs and tasks that wait or run. */
  jobs(): string[];
  /** Why a job waits. */
  reason(job: string): string;
  stop(): Promise<void>;
}

/**
 * No control groups are wanted. Slurm says so since 23.11; before, the plugin of version 1 does nothing where nothing
 * asks for groups, while that of version 2, which would be found, wants a systemd.
 */
function cgroupPlugin(): string {
  const { stdout } = spawnSync("slurmd", ["-V"], { env: { ...process.env, PATH }, encoding: "utf8" });
  const [, year, month] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
  return 12 * Number(year) + Number(month) >= 12 * 23 + 11 ? "disabled" : "cgroup/v1";
}

/** Starts munged, slurmctld and slurmd, and waits until the node takes jobs. */
export async function startSlurm(cpus: number): Promise<SlurmNode> {
  const folder = mkdtempSync(join(tmpdir(), "crosshash-slurm-"));
  for (const name of ["state", "spool", "munge"]) mkdirSync(join(folder, name));
  // munged wants a socket that others may reach, and slurmd a spool that they may read.
  chmodSync(folder, 0o755);
  const key = join(folder, "munge", "key");
  writeFileSync(key, randomBytes(64), { mode: 0o400 });
  const conf = join(folder, "slurm.conf");
  writeFileSync(conf, slurmConf(folder, cpus, await freePort(), await freePort()));
  writeFileSync(join(folder, "cgroup.conf"), `CgroupPlugin=${cgroupPlugin()}\n`);
  const env = { ...process.env, PATH, SLURM_CONF: conf };
  const children: ChildProcess[] = [];
  const start = (name: string, args: readonly string[]): void => {
    children.push(spawn(name, args, { env, stdio: "ignore" }));
  };
  const stop = async (): Promise<void> => {
    for (const child of children.reverse()) await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const ask = (name: string, ...args: string[]): string => {
    const { status, stdout } = spawnSync(name, args, { env, encoding: "utf8" });
    return status === 0 ? stdout.trim() : "";
  };
  try {
    const munge = (name: string): string => join(folder, "munge", name);
    start("munged", [
      "--foreground",
      "--force",
      `--key-file=${key}`,
      `--socket=${munge("socket")}`,
      `--pid-file=${munge("pid")}`,
      `--log-file=${munge("log")}`,
      `--seed-file=${munge("seed")}`,
    ]);
    await until(() => spawnSync("munge", ["-n", "-S", munge("socket")], { env }).status === 0, "munged");
    start("slurmctld", ["-D", "-c"]);
    start("slurmd", ["-D", "-N", hostname()]);
    await until(() => ask("sinfo", "-h", "-o", "%T") === "idle", "an idle node");
  } catch (error) {
    const logs = ["slurmctld.log", "slurmd.log"].map((name) => tail(join(folder, name))).join("\n");
    await stop();
    throw new Error(`${error instanceof Error ? error.message : error}\n${logs}`);
  }
  return {
    env,
    stop,
    jobs: () => ask("squeue", "-h", "-r", "-o", "%i").split("\n").filter(Boolean),
    reason: (job) => ask("squeue", "-h", "-j", job, "-o", "%r"),
  };
}

/** A node that claims more cores than the machine may have, so that all tasks of a small array run at once. */
const slurmConf = (folder: string, cpus: number, controller: number, node: number): string => `
ClusterName=crosshash-test
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${node}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A requeued task may start again when its credential has expired: in two minutes, unless this says sooner.
AuthInfo=socket=${folder}/munge/socket,cred_expire=5
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
KillWait=2
NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=${cpus} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
`;

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** Waits until something holds, for half a minute. */
export async function until(holds: () => boolean, what: string, seconds = 30): Promise<void> {
  const last = performance.now() + 1000 * seconds;
  while (!holds()) {
    if (performance.now() > last) throw new Error(`no ${what} after ${seconds} s`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 5000);
  await end;
  clearTimeout(late);
}

function tail(file: string): string {
  try {
    return readFileSync(file, "utf8").split("\n").slice(-12).join("\n");
  } catch {
    return `${file}: none`;
  }
}
