#!/bin/sh
# CUPS with a simulated IPP Everywhere label printer, in a network of their own: unshare -nmpf sh start.sh FOLDER CONF
# Ready when FOLDER/ready is there; what the printer got is in FOLDER/got; ends when its standard input does.
set -eu
folder=$1
cd "$folder"
python3 -c '
import fcntl, socket, struct
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
    fcntl.ioctl(made, 0x8914, struct.pack("16sh", b"lo", 0x41))
'
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/cups /run/avahi-daemon got spool cups/ppd

cat > dbus.conf <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/><allow user="*"/></policy></busconfig>
END
dbus-daemon --config-file=dbus.conf --nofork --nopidfile > dbus.log 2>&1 &
until [ -S /run/dbus/system_bus_socket ]; do sleep 0.1; done
printf '[server]\nallow-interfaces=lo\nuse-ipv6=no\nenable-dbus=yes\n[rlimits]\n' > avahi.conf
avahi-daemon -f avahi.conf --no-drop-root --no-chroot --no-rlimits > avahi.log 2>&1 &
until grep -q "startup complete" avahi.log; do sleep 0.1; done
ippeveprinter -v -p 8631 -n localhost -k -d got -a "$2" Label > ipp.log 2>&1 &
until grep -q "printer-uuid" ipp.log; do sleep 0.1; done

python3 -c '
import socket, sys
server = socket.create_server(("127.0.0.1", 9100))
while True:
    connection, _ = server.accept()
    with connection, open(sys.argv[1], "ab", 0) as file:
        while data := connection.recv(65536):
            file.write(data)
' raw.prn &

cat > cupsd.conf <<END
Listen $folder/cups.sock
Browsing Off
WebInterface No
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
Allow all
</Limit>
</Policy>
END
cat > cups-files.conf <<END
ServerRoot $folder/cups
RequestRoot $folder/spool
TempDir $folder/spool
StateDir $folder/cups
CacheDir $folder/cups
AccessLog $folder/access.log
ErrorLog $folder/error.log
PageLog $folder/page.log
User lp
Group lp
SystemGroup root
END
cupsd -f -c "$folder/cupsd.conf" -s "$folder/cups-files.conf" &
export CUPS_SERVER="$folder/cups.sock"
until lpstat -r 2>/dev/null | grep -q "is running"; do sleep 0.1; done
lpadmin -p Label -E -v ipp://localhost:8631/ipp/print -m everywhere
lpadmin -p Raw -E -v socket://127.0.0.1:9100 2>> lpadmin.log
: > ready
cat > /dev/null
