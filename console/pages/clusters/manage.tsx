// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { type Cluster, deleteCluster, updateCluster } from '../../../core/api/clusters.ts';
import { useAct } from '../../api/act.ts';
import { call } from '../../api/call.ts';
import { useMay } from '../../api/may.ts';
import { Dialog, TypeToDelete } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';

/** What may be done to a cluster, for whoever may. */
export function Manage({ cluster }: { cluster: Cluster }) {
  const mayChange = useMay('clusters.update', cluster.id);
  const mayDelete = useMay('clusters.delete', cluster.id);
  return (
    <>
      {mayChange && <Rename cluster={cluster} />}
      {mayDelete && <Delete cluster={cluster} />}
    </>
  );
}

function Rename({ cluster: { id, name, description } }: { cluster: Cluster }) {
  const update = useAct(updateCluster);
  return (
    <Dialog
      open="Rename"
      title="Rename and describe"
      verb="Save"
      act={(filled) =>
        update.mutateAsync({
          id,
          name: String(filled.get('name')),
          description: String(filled.get('description')),
        })
      }
    >
      <Field name="name" label="Name" initial={name} required />
      <Field name="description" label="Description" initial={description} />
    </Dialog>
  );
}

function Delete({ cluster: { id, name } }: { cluster: Cluster }) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const act = async () => {
    await call(deleteCluster, { id });
    navigate('/clusters');
    await queries.invalidateQueries();
  };
  return (
    <TypeToDelete what="cluster" name={name} act={act}>
      <p>
        What its agent recorded goes too, and the agent is answered no more. Nothing in the cluster
        itself is uninstalled: <code>chainctl cluster uninstall</code> does that.
      </p>
    </TypeToDelete>
  );
}
