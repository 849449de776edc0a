/**
 * A shell of about 1 MB beside the program, in its process group, which does two things that Node cannot:
 *
 * - It hears each signal that is sent to the group: the terminal's, and those of whoever signals the job.
 *   The program has those already. Asked with `?`, it answers `=` after the names of all that it has heard.
 * - When its input ends, we have been killed: it ends the program, if it is still that one. Where we end
 *   ourselves, we kill it first.
 *
 * Its arguments are our identity, and for the second the first signal (or `-`) and the grace period in tenths
 * of a second. `child <pid>` names the program. `stopped <pid>` asks to continue us once that goes on.
 */
export const SCRIPT = `
exec <&3 >&3 3>&-
ours=$1 signal=$2 tenths=$3
trap '' PIPE TTIN TTOU
for name in INT TERM HUP QUIT USR1 USR2 TSTP CONT WINCH; do
	trap "heard=1; echo $name" "$name"
done

# The start time is field 22 of stat, the 20th after the name in brackets.
identify() {
	state= start=
	if read -r stat <"/proc/$1/stat"; then
		set -- \${stat##*)}
		state=$1
		shift 19
		start=$1
	else
		set -- $(ps -o stat=,lstart= -p "$1")
		state=$1
		[ $# -gt 1 ] && shift
		start="$*"
	fi
	case $state in Z* | X*) start= ;; esac
}

lives() {
	identify "$pid"
	[ -n "$start" ] && [ "$start" = "$known" ]
}

name_child() {
	identify "$1"
	pid=$1 known=$start
}

continue_after_child() {
	while lives; do
		case $state in T*) sleep 0.2 ;; *) break ;; esac
	done
	kill -s CONT "$1"
}

# We were killed right after the start, before we named it: its environment names us.
search_child() {
	for folder in /proc/[0-9]*; do
		if grep -qzx "PARENT_WATCHDOG_PARENT=$ours" "$folder/environ"; then
			name_child "\${folder#/proc/}"
			return
		fi
	done
	false
}

pid= known=
while :; do
	heard=
	if read -r word argument; then
		case $word in
		\\?) echo = ;;
		child) name_child "$argument" ;;
		stopped) continue_after_child "$argument" ;;
		esac
	elif [ -z "$heard" ]; then
		break
	fi
done

[ -n "$signal" ] || exit
[ -n "$pid" ] || search_child || { sleep 0.2; search_child; }
lives || exit
[ "$signal" = - ] || kill -s "$signal" "$pid"
kill -s CONT "$pid"
while [ "$tenths" -gt 0 ] && lives; do
	sleep 0.1
	tenths=$((tenths - 1))
done
lives && kill -s KILL "$pid"
`;
