// SPDX-License-Identifier: MIT OR GPL-2.0
//
// Counts packets into flows within the kernel, and knows whose sockets they belong to.
//
//   flows_ingress, flows_egress   on an interface (TCX or clsact): each packet into the map of flows that is in use
//   owner_*                       on the root cgroup: which process makes, binds and uses a socket
//   owner_scan                    once at the start: the sockets there are already
//
// Built by eng/ebpf; the object beside this file is what the program carries.

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "Dual MIT/GPL";

#define NEXT (-1)             /* TCX_NEXT, which is TC_ACT_UNSPEC: the packet goes on */
#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86DD
#define ETHERNET_HEADER 14
#define AF_INET 2
#define AF_INET6 10
#define TCP_LISTEN 10
#define FRAGMENT_OFFSET 0x1FFF
#define EXTENSION_HEADERS 6   /* more of them are not looked behind */
#define DNS_PORT 53
#define DNS_RESPONSE 0x80

/* Set before loading. */
const volatile bool measures_dns = false;

struct address {
	__u64 high, low;
};

struct flow_key {
	struct address source, destination;   /* IPv4 as ::ffff:a.b.c.d, in network order */
	__u16 source_port, destination_port;  /* host order; an ICMP type and code as type << 8 | code in the second */
	__u32 interface;
	__u16 ether_type;
	__u8 protocol;
	__u8 outgoing;
};

struct flow_counts {
	__u64 first_ns, last_ns;              /* CLOCK_MONOTONIC */
	__u64 octets, packets;                /* layer 3; those of the wire where offload joined several */
	__u64 cookie;                         /* the socket's, 0 where unknown */
	__u32 round_trip_us;                  /* the socket's smoothed one, the last seen */
	__u32 dns_latency_us;                 /* the longest */
	__u16 tcp_flags;
	__u8 tos, ttl;                        /* of the first packet; the smallest */
	__u32 reserved;
};

struct overflow {
	struct flow_key key;
	struct flow_counts counts;
};

struct owner {
	__u64 cgroup;
	__u32 process, user;
	char name[16];
};

struct port_key {
	__u64 network;                        /* cookie of the network namespace */
	__u16 port;
	__u8 protocol, reserved[5];
};

struct query_key {
	struct flow_key flow;
	__u64 id;
};

struct flow_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 65536);
	__type(key, struct flow_key);
	__type(value, struct flow_counts);
} flows_a SEC(".maps"), flows_b SEC(".maps");

/* The map in use. Replacing it waits until no program uses the old one, so that a map is read when nobody writes to it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct flow_map);
} flows SEC(".maps") = { .values = { &flows_a } };

/* Packets of flows that the map had no room for. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} overflows SEC(".maps");

/* 0: packets lost because the ring was full as well; 1: packets that are not IP or cut. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} totals SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536);
	__type(key, __u64);
	__type(value, struct owner);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct port_key);
	__type(value, struct owner);
} ports SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct query_key);
	__type(value, __u64);
} queries SEC(".maps");

static __always_inline void add_to(__u32 which)
{
	__u64 *count = bpf_map_lookup_elem(&totals, &which);
	if (count)
		(*count)++;
}

static __always_inline int load(struct __sk_buff *skb, __u32 offset, void *to, __u32 length)
{
	return bpf_skb_load_bytes_relative(skb, offset, to, length, BPF_HDR_START_NET);
}

struct packet {
	struct flow_key key;
	__u32 transport;                      /* octets from the IP header to the transport header */
	__u32 length;                         /* of the IP packet, by its header */
	__u32 headers;                        /* IP and transport header: what each packet of a joined one has */
	__u16 tcp_flags;
	__u8 tos, ttl;
	bool later_fragment;
};

static __always_inline bool read_ipv4(struct __sk_buff *skb, struct packet *packet)
{
	__u8 header[20];
	if (load(skb, 0, header, sizeof(header)) || header[0] >> 4 != 4)
		return false;
	packet->transport = (header[0] & 15) * 4;
	packet->length = header[2] << 8 | header[3];
	packet->tos = header[1];
	packet->ttl = header[8];
	packet->later_fragment = ((header[6] << 8 | header[7]) & FRAGMENT_OFFSET) != 0;
	packet->key.protocol = header[9];
	packet->key.source.low = bpf_cpu_to_be64(0xFFFF00000000ULL | (__u64)header[12] << 24 | header[13] << 16 | header[14] << 8 | header[15]);
	packet->key.destination.low = bpf_cpu_to_be64(0xFFFF00000000ULL | (__u64)header[16] << 24 | header[17] << 16 | header[18] << 8 | header[19]);
	return true;
}

static __always_inline bool read_ipv6(struct __sk_buff *skb, struct packet *packet)
{
	__u8 header[40];
	if (load(skb, 0, header, sizeof(header)) || header[0] >> 4 != 6)
		return false;
	packet->length = 40 + (header[4] << 8 | header[5]);
	packet->tos = header[0] << 4 | header[1] >> 4;
	packet->ttl = header[7];
	__builtin_memcpy(&packet->key.source, header + 8, 16);
	__builtin_memcpy(&packet->key.destination, header + 24, 16);
	__u8 next = header[6];
	__u32 at = sizeof(header);
	for (int i = 0; i < EXTENSION_HEADERS; i++) {
		__u8 extension[4];
		if (next != 0 && next != 43 && next != 44 && next != 51 && next != 60)
			break;
		if (load(skb, at, extension, sizeof(extension)))
			break;
		if (next == 44 && ((extension[2] << 8 | extension[3]) & 0xFFF8) != 0)
			packet->later_fragment = true;
		at += next == 44 ? 8 : next == 51 ? (extension[1] + 2) * 4 : (extension[1] + 1) * 8;
		next = extension[0];
	}

	packet->key.protocol = next;
	packet->transport = at;
	return true;
}

static __always_inline void read_transport(struct __sk_buff *skb, struct packet *packet)
{
	__u8 header[20];
	packet->headers = packet->transport;
	if (packet->later_fragment)
		return;
	switch (packet->key.protocol) {
	case 6:
		if (load(skb, packet->transport, header, 14))
			return;
		packet->tcp_flags = (header[12] << 8 | header[13]) & 0x1FF;
		packet->headers += (header[12] >> 4) * 4;
		break;
	case 17:
	case 136:
		packet->headers += 8;
		/* fall through */
	case 33:
	case 132:
		if (load(skb, packet->transport, header, 4))
			return;
		break;
	case 1:
	case 58:
		if (load(skb, packet->transport, header, 2))
			return;
		packet->key.destination_port = header[0] << 8 | header[1];
		return;
	default:
		return;
	}

	packet->key.source_port = header[0] << 8 | header[1];
	packet->key.destination_port = header[2] << 8 | header[3];
}

/* The time from a query to its answer, 0 where this packet is not the answer to one that was seen. */
static __always_inline __u32 dns_latency(struct __sk_buff *skb, struct packet *packet, __u64 now)
{
	__u8 header[4];
	bool asks = packet->key.destination_port == DNS_PORT;
	if (packet->key.protocol != 17 || packet->later_fragment || (!asks && packet->key.source_port != DNS_PORT))
		return 0;
	if (load(skb, packet->transport + 8, header, sizeof(header)) || asks == ((header[2] & DNS_RESPONSE) != 0))
		return 0;
	struct query_key query = { .flow = packet->key, .id = header[0] << 8 | header[1] };
	query.flow.outgoing = 0;
	if (asks) {
		bpf_map_update_elem(&queries, &query, &now, BPF_ANY);
		return 0;
	}

	query.flow.source = packet->key.destination;
	query.flow.destination = packet->key.source;
	query.flow.source_port = packet->key.destination_port;
	query.flow.destination_port = packet->key.source_port;
	__u64 *asked = bpf_map_lookup_elem(&queries, &query);
	if (!asked)
		return 0;
	__u64 latency = (now - *asked) / 1000;
	bpf_map_delete_elem(&queries, &query);
	return latency > 0xFFFFFFFF ? 0xFFFFFFFF : latency;
}

static __always_inline void count(struct flow_counts *counts, const struct packet *packet, __u64 octets, __u64 packets, __u64 now)
{
	/* A processor's own counts begin as zeros when another one made the entry. */
	if (counts->packets == 0) {
		counts->first_ns = now;
		counts->tos = packet->tos;
		counts->ttl = packet->ttl;
	}

	counts->last_ns = now;
	counts->octets += octets;
	counts->packets += packets;
	counts->tcp_flags |= packet->tcp_flags;
	if (packet->ttl < counts->ttl)
		counts->ttl = packet->ttl;
}

static __always_inline void count_socket(struct __sk_buff *skb, struct flow_counts *counts, __u32 dns)
{
	if (dns > counts->dns_latency_us)
		counts->dns_latency_us = dns;
	struct bpf_sock *socket = skb->sk;
	if (!socket)
		return;
	if (!counts->cookie)
		counts->cookie = bpf_get_socket_cookie(skb);
	socket = bpf_sk_fullsock(socket);
	struct bpf_tcp_sock *tcp = socket ? bpf_tcp_sock(socket) : NULL;
	if (tcp && tcp->srtt_us)
		counts->round_trip_us = tcp->srtt_us >> 3;
}

static __always_inline int meter(struct __sk_buff *skb, bool outgoing)
{
	__u32 zero = 0;
	struct packet packet;
	__builtin_memset(&packet, 0, sizeof(packet));
	packet.key.interface = skb->ifindex;
	packet.key.outgoing = outgoing;
	packet.key.ether_type = bpf_ntohs(skb->protocol);
	bool is_ip = packet.key.ether_type == ETH_P_IP ? read_ipv4(skb, &packet) : packet.key.ether_type == ETH_P_IPV6 && read_ipv6(skb, &packet);
	if (!is_ip) {
		add_to(1);
		return NEXT;
	}

	read_transport(skb, &packet);
	__u64 now = bpf_ktime_get_ns();
	__u32 dns = measures_dns ? dns_latency(skb, &packet, now) : 0;

	/* A joined packet repeats its headers on the wire. Where its length is beyond what an IP header can tell, that says 0. */
	__u64 packets = skb->gso_segs > 1 ? skb->gso_segs : 1;
	__u64 octets = packet.length;
	if (packets > 1) {
		if (octets <= packet.headers)
			octets = skb->len - ETHERNET_HEADER;
		octets += (packets - 1) * packet.headers;
	}

	void *map = bpf_map_lookup_elem(&flows, &zero);
	if (!map)
		return NEXT;
	struct flow_counts *counts = bpf_map_lookup_elem(map, &packet.key);
	if (!counts) {
		struct flow_counts none = {};
		bpf_map_update_elem(map, &packet.key, &none, BPF_NOEXIST);
		counts = bpf_map_lookup_elem(map, &packet.key);
	}

	if (counts) {
		count(counts, &packet, octets, packets, now);
		count_socket(skb, counts, dns);
		return NEXT;
	}

	struct overflow *overflow = bpf_ringbuf_reserve(&overflows, sizeof(*overflow), 0);
	if (!overflow) {
		add_to(0);
		return NEXT;
	}

	overflow->key = packet.key;
	__builtin_memset(&overflow->counts, 0, sizeof(overflow->counts));
	count(&overflow->counts, &packet, octets, packets, now);
	count_socket(skb, &overflow->counts, dns);
	bpf_ringbuf_submit(overflow, 0);
	return NEXT;
}

SEC("tc")
int flows_ingress(struct __sk_buff *skb)
{
	return meter(skb, false);
}

SEC("tc")
int flows_egress(struct __sk_buff *skb)
{
	return meter(skb, true);
}

static __always_inline void current_owner(struct owner *owner)
{
	owner->cgroup = bpf_get_current_cgroup_id();
	owner->process = bpf_get_current_pid_tgid() >> 32;
	owner->user = bpf_get_current_uid_gid();
	bpf_get_current_comm(owner->name, sizeof(owner->name));
}

static __always_inline void own_socket(__u64 cookie)
{
	struct owner owner = {};
	struct owner *known = bpf_map_lookup_elem(&sockets, &cookie);
	if (known && known->process == bpf_get_current_pid_tgid() >> 32)
		return;
	current_owner(&owner);
	bpf_map_update_elem(&sockets, &cookie, &owner, BPF_ANY);
}

SEC("cgroup/sock_create")
int owner_create(struct bpf_sock *socket)
{
	if (socket->family == AF_INET || socket->family == AF_INET6)
		own_socket(bpf_get_socket_cookie(socket));
	return 1;
}

SEC("cgroup/connect4")
int owner_connect4(struct bpf_sock_addr *address)
{
	own_socket(bpf_get_socket_cookie(address));
	return 1;
}

SEC("cgroup/connect6")
int owner_connect6(struct bpf_sock_addr *address)
{
	own_socket(bpf_get_socket_cookie(address));
	return 1;
}

SEC("cgroup/sendmsg4")
int owner_sendmsg4(struct bpf_sock_addr *address)
{
	own_socket(bpf_get_socket_cookie(address));
	return 1;
}

SEC("cgroup/sendmsg6")
int owner_sendmsg6(struct bpf_sock_addr *address)
{
	own_socket(bpf_get_socket_cookie(address));
	return 1;
}

static __always_inline int own_port(struct bpf_sock *socket)
{
	struct owner owner = {};
	struct port_key key = { .network = bpf_get_netns_cookie(socket), .port = socket->src_port, .protocol = socket->protocol };
	current_owner(&owner);
	bpf_map_update_elem(&ports, &key, &owner, BPF_ANY);
	return 1;
}

SEC("cgroup/post_bind4")
int owner_bind4(struct bpf_sock *socket)
{
	return own_port(socket);
}

SEC("cgroup/post_bind6")
int owner_bind6(struct bpf_sock *socket)
{
	return own_port(socket);
}

/* A connection that was accepted belongs to whoever bound the port; it is made in softirq, where no process is current. */
SEC("sockops")
int owner_accept(struct bpf_sock_ops *operation)
{
	if (operation->op != BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB)
		return 1;
	struct port_key key = { .network = bpf_get_netns_cookie(operation), .port = operation->local_port, .protocol = 6 };
	struct owner *owner = bpf_map_lookup_elem(&ports, &key);
	__u64 cookie = bpf_get_socket_cookie(operation);
	if (owner)
		bpf_map_update_elem(&sockets, &cookie, owner, BPF_ANY);
	return 1;
}

/* The fields that are read of the kernel's own structures; where they lie is found when the program is loaded (CO-RE). */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct net { __u64 net_cookie; };
typedef struct { struct net *net; } possible_net_t;
struct sock_common { unsigned short skc_family; volatile unsigned char skc_state; __u16 skc_num; possible_net_t skc_net; };
struct sock { struct sock_common __sk_common; __u16 sk_protocol; };
struct socket { struct sock *sk; };
struct kernfs_node { __u64 id; };
struct cgroup { struct kernfs_node *kn; };
struct css_set { struct cgroup *dfl_cgrp; };
typedef struct { __u32 val; } kuid_t;
struct cred { kuid_t uid; };
struct task_struct { int tgid; char comm[16]; const struct cred *cred; struct css_set *cgroups; };
struct file;
struct bpf_iter_meta { void *seq; };
struct bpf_iter__task_file { struct bpf_iter_meta *meta; struct task_struct *task; __u32 fd; struct file *file; };
#pragma clang attribute pop

SEC("iter/task_file")
int owner_scan(struct bpf_iter__task_file *at)
{
	struct task_struct *task = at->task;
	struct file *file = at->file;
	if (!task || !file)
		return 0;
	struct socket *socket = bpf_sock_from_file(file);
	struct sock *sk = socket ? socket->sk : NULL;
	if (!sk || (sk->__sk_common.skc_family != AF_INET && sk->__sk_common.skc_family != AF_INET6))
		return 0;
	struct owner owner = {
		.cgroup = task->cgroups->dfl_cgrp->kn->id,
		.process = task->tgid,
		.user = task->cred->uid.val,
	};
	for (int i = 0; i < sizeof(owner.name); i++)
		owner.name[i] = task->comm[i];
	__u64 cookie = bpf_get_socket_cookie(sk);
	bpf_map_update_elem(&sockets, &cookie, &owner, BPF_NOEXIST);
	struct port_key key = {
		.network = sk->__sk_common.skc_net.net->net_cookie,
		.port = sk->__sk_common.skc_num,
		.protocol = sk->sk_protocol,
	};
	if (key.port && (key.protocol != 6 || sk->__sk_common.skc_state == TCP_LISTEN))
		bpf_map_update_elem(&ports, &key, &owner, BPF_NOEXIST);
	return 0;
}
