/**
 * Ports that are sent to: 443, 8443, and 1024 and up without those of well-known services. Addresses are public ones in
 * any case; this keeps a tenant from using us to knock at other people's databases, mail and control planes, whose
 * protocols read lines and may find a command in ours. Below 1024 nothing but 443 is a webhook receiver's.
 */
const SERVICES: ReadonlySet<number> = new Set([
  // The Fetch standard's bad ports above 1024: media, print, name and file services, SIP, X11, IRC, Amanda.
  ...[
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
  ],
  // Proxies, remote control and desktops: SOCKS, RMI, Squid, RDP, VNC, WinRM, AJP.
  ...[1080, 1099, 3128, 3389, 5900, 5985, 5986, 8009],
  // Databases, caches and brokers.
  ...[1433, 1521, 1883, 3306, 5432, 5672, 5984, 6379, 8086, 9042, 9092, 9200, 9300, 11211, 27017, 27018, 27019],
  // Control planes: ZooKeeper, Docker, etcd, Nomad, Kubernetes, Vault, Consul, kubelet.
  ...[2181, 2375, 2376, 2379, 2380, 4646, 6443, 8200, 8500, 10250, 10255],
]);

export function isAllowedPort(url: URL, isLocal: boolean): boolean {
  if (url.port === '') return true;
  const port = Number(url.port);
  if (port === 443 || (isLocal && port === 80)) return true;
  return port >= 1024 && !SERVICES.has(port);
}
