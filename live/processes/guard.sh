# Ends what a process has started, and removes its folders, as soon as that process is gone: however it ended, for the
# kernel closes its end of this input. A line says what there is: +PID of the leader of a process group, -PID when it
# has ended, /FOLDER to remove.
trap '' HUP INT TERM
processes=
set --

while IFS= read -r line; do
  case $line in
  +*) processes="$processes ${line#+}" ;;
  -*)
    left=
    for process in $processes; do
      [ "$process" = "${line#-}" ] || left="$left $process"
    done
    processes=$left
    ;;
  /*) set -- "$@" "$line" ;;
  esac
done

for process in $processes; do
  kill -s KILL -- "-$process"
done
# One that is just ending may write another file.
for again in 1 2 3 4 5; do
  left=
  for folder in "$@"; do
    rm -rf -- "$folder" || left=some
  done
  [ -n "$left" ] || exit 0
  sleep 1
done
