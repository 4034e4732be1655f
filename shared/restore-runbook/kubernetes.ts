/** Static pods of a control plane beside etcd, as kubeadm names their manifests: the API server first. */
export const podNames = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const

/** The units that do the same where systemd runs them. */
export const apiUnits: readonly string[] = podNames
