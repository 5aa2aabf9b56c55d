use std::sync::Arc;

use sillon_identity::{Actor, Coordinate, ManageProducts};

use crate::{Engine, Error, IntakeFull, ListPlace, Room, intake::wait_for};

impl Engine {
    /// Whether anybody's list may come from an actor, asked before it is sent; and a place in the queue of lists.
    ///
    /// # Errors
    ///
    /// A refusal unless the actor may list some enterprise's products, or coordinates for one; [`IntakeFull`] when as many
    /// lists wait already as may.
    pub fn list_place(&self, actor: &Actor) -> Result<ListPlace, Error> {
        if actor.may_anywhere::<Coordinate>().is_err() {
            actor.may_anywhere::<ManageProducts>()?;
        }
        let held = Arc::clone(&self.intake.lists_waiting).try_acquire_owned();
        let held = held.map_err(|_none_left| IntakeFull)?;
        Ok(ListPlace { lists: Arc::clone(&self.intake.lists), _held: held })
    }

    /// Room for a file of so many bytes; waits for it.
    ///
    /// # Errors
    ///
    /// [`IntakeFull`] when there is none in time.
    pub async fn upload_room(&self, bytes: usize) -> Result<Room, Error> {
        wait_for(&self.intake.uploads, bytes).await
    }

    /// Room for so many bytes of a body.
    ///
    /// # Errors
    ///
    /// [`IntakeFull`] when there is none.
    pub fn body_room(&self, bytes: usize) -> Result<Room, Error> {
        let bytes = u32::try_from(bytes).map_err(|_too_many| IntakeFull)?;
        let held = Arc::clone(&self.intake.bodies).try_acquire_many_owned(bytes);
        Ok(Room { _held: held.map_err(|_none_left| IntakeFull)? })
    }
}
